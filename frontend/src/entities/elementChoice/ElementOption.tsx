/** An element in a list of choices: its name, and what tells it from others of that name in words. */
import { KindIcon } from "@/entities/badges/KindIcon";
import { useKindNames } from "@/entities/badges/useKindNames";
import { platformKind } from "@/model/graph/elementKinds";
import classes from "./elementChoice.module.css";

export interface ElementOptionProps {
  uid: string;
  name: string;
  kind: string;
  /** The name of the element that it is in. */
  within?: string | undefined;
}

export function ElementOption({ uid, name, kind, within }: ElementOptionProps) {
  const kindName = useKindNames();
  const called = (kind === "workload" && platformKind(uid)) || kindName(kind);
  return (
    <span className={classes.option}>
      <KindIcon kind={kind} size={15} />
      <span className={classes.name}>{name}</span>{" "}
      <span className={classes.kind}>{within ? `${called} in ${within}` : called}</span>
    </span>
  );
}
