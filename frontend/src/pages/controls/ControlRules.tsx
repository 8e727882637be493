/** The rules that a control answers; those that fire in this team stand first. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ControlDetail } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { WrittenByTeamTag } from "@/entities/badges/WrittenByTeamTag";
import { ArticleSection, Prose } from "@/ui/Article";
import classes from "./controls.module.css";

const SHOWN = 12;

interface ControlRulesProps {
  team: string;
  rules: ControlDetail["rules"];
}

export function ControlRules({ team, rules }: ControlRulesProps) {
  const [all, setAll] = useState(false);
  const shown = all ? rules : rules.slice(0, SHOWN);
  return (
    <ArticleSection title={`Answers ${rules.length === 1 ? "1 rule" : `${rules.length} rules`}`}>
      {rules.length === 0 ? (
        <Prose>No rule names it. It can be proposed for any threat all the same.</Prose>
      ) : (
        <ul className={classes.box}>
          {shown.map((rule) => (
            <li key={rule.id}>
              <Link
                className={classes.line}
                to="/t/$team/rules/$rule"
                params={{ team, rule: rule.id }}
              >
                <SeverityIcon severity={rule.severity} size={11} />
                <span className={classes.words}>{rule.title}</span>
                {rule.origin === "team" && <WrittenByTeamTag />}
                {rule.fired > 0 && <span className={classes.where}>{fires(rule.fired)}</span>}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {rules.length > shown.length && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          Show all {rules.length}
        </button>
      )}
    </ArticleSection>
  );
}

function fires(count: number): string {
  return count === 1 ? "1 open threat" : `${count.toLocaleString("en-US")} open threats`;
}
