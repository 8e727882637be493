/** An element or flow with the icon of its kind, as a link to where it is drawn. */
import { Link } from "@tanstack/react-router";
import type { PathElement } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import classes from "./attackPaths.module.css";

export function ElementName({
  element,
  linked = true,
}: {
  element: PathElement;
  linked?: boolean;
}) {
  const { id } = useModel();
  const words = (
    <>
      <KindIcon kind={element.kind} size={15} />
      <span className={classes.name}>{element.name}</span>
    </>
  );
  if (!linked || element.id === null) {
    return (
      <span className={classes.element} title={element.uid}>
        {words}
      </span>
    );
  }
  return (
    <Link className={classes.element} title={element.uid} {...linkToSubject(id, element)}>
      {words}
    </Link>
  );
}
