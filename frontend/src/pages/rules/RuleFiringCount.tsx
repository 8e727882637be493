/** How often a rule fires in the models of the team, with the way to those threats. */
import { Link } from "@tanstack/react-router";
import type { RuleDetail } from "@/api/types";
import { OPEN_THREAT_STATUSES } from "@/model/labels/threatStatuses";
import classes from "./rule.module.css";

export function RuleFiringCount({ rule }: { rule: RuleDetail }) {
  if (rule.fired === 0) return <p className={classes.quiet}>No open threats</p>;
  return (
    <>
      <p className={classes.fired}>
        {rule.fired === 1 ? "1 open threat" : `${rule.fired.toLocaleString("en-US")} open threats`}
      </p>
      <ul className={classes.models}>
        {rule.fired_in.map(({ model, fired }) => (
          <li key={model.id}>
            <Link
              className={classes.link}
              to="/m/$model/threats"
              params={{ model: model.id }}
              search={{ rule: rule.id, status: [...OPEN_THREAT_STATUSES] }}
            >
              {model.name}
            </Link>
            <span className={classes.quiet}>{fired.toLocaleString("en-US")}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
