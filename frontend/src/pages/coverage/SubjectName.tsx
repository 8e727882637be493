/** The element of a row, as a link to its place on the canvas. */
import { Link } from "@tanstack/react-router";
import type { PodSecurity } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import classes from "./podSecurity.module.css";

interface SubjectNameProps {
  model: string;
  subject: PodSecurity["subject"];
}

export function SubjectName({ model, subject }: SubjectNameProps) {
  return (
    <Link
      className={classes.name}
      to="/m/$model/architecture"
      params={{ model }}
      search={{ select: subject.id ?? undefined }}
      title={subject.uid}
    >
      <KindIcon kind={subject.kind} size={15} />
      <span>{subject.name}</span>
    </Link>
  );
}
