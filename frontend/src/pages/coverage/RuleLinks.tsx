/** The rules that looked at a cell and found nothing, as links into the rule browser. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { sentenceCase } from "@/model/labels/categories";
import { useModel } from "@/session/useModel";
import classes from "./cellLinks.module.css";
import button from "./linkButton.module.css";

const SHOWN = 5;

export function RuleLinks({ rules }: { rules: readonly string[] }) {
  const { row } = useModel();
  const [all, setAll] = useState(false);
  const shown = all ? rules : rules.slice(0, SHOWN);
  return (
    <div className={classes.rules}>
      <ul className={classes.links}>
        {shown.map((rule) => (
          <li key={rule}>
            <Link
              className={classes.rule}
              to="/t/$team/rules/$rule"
              params={{ team: row?.team.id ?? "", rule }}
            >
              {sentenceCase(rule)}
            </Link>
          </li>
        ))}
      </ul>
      {rules.length > shown.length && (
        <button type="button" className={button.clear} onClick={() => setAll(true)}>
          Show all {rules.length}
        </button>
      )}
    </div>
  );
}
