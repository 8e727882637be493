/** The control that a mitigation applies, with the way to its page while there is one. */
import { Link } from "@tanstack/react-router";
import type { Mitigation } from "@/api/types";
import { useModel } from "@/session/useModel";
import classes from "./drawer.module.css";

export function ControlLink({ control }: { control: NonNullable<Mitigation["control"]> }) {
  const team = useModel().row?.team.id;
  if (!control.known) return <span className={classes.quiet}>{control.id} (deleted)</span>;
  if (!team) return <>{control.title}</>;
  return (
    <Link
      className={classes.link}
      to="/t/$team/controls/$control"
      params={{ team, control: control.id }}
    >
      {control.title}
    </Link>
  );
}
