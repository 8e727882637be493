/** The title of the row that groups what one rule finds. */
import { Link, useParams } from "@tanstack/react-router";
import { threatsOf } from "./causes";
import classes from "./threats.module.css";

interface CauseTitleProps {
  title: string;
  rule: string;
}

/** Leads to the threats one by one; the other filters stay. */
export function CauseTitle({ title, rule }: CauseTitleProps) {
  const { model } = useParams({ from: "/app/m/$model" });
  return (
    <Link
      className={classes.title}
      to="/m/$model/threats"
      params={{ model }}
      search={((current: object) => threatsOf(current, rule)) as never}
      title={title}
      tabIndex={-1}
    >
      {title}
    </Link>
  );
}
