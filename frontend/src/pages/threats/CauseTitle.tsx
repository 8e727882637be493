/** The title of the row that groups what is found for one reason. */
import { Link, useParams } from "@tanstack/react-router";
import { threatsOf } from "./causes";
import classes from "./threats.module.css";

interface CauseTitleProps {
  title: string;
  /** The id of the cause. */
  cause: string;
  severity: string;
}

/** Leads to the threats one by one; the other filters stay. */
export function CauseTitle({ title, cause, severity }: CauseTitleProps) {
  const { model } = useParams({ from: "/app/m/$model" });
  return (
    <Link
      className={classes.title}
      to="/m/$model/threats"
      params={{ model }}
      search={((current: object) => threatsOf(current, cause, severity)) as never}
      title={title}
      tabIndex={-1}
    >
      {title}
    </Link>
  );
}
