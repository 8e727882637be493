/** What helps against it: each control with how to apply and how to verify it. */
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Control } from "@/api/types";
import { ResolvingControlTag } from "@/entities/badges/ResolvingControlTag";
import { sentenceCase } from "@/model/labels/categories";
import { ArticleSection } from "@/ui/Article";
import classes from "./rule.module.css";

interface RuleControlsProps {
  team: string;
  controls: readonly Control[];
  /** Ids of those that change the facts of the evidence. */
  resolvedBy: readonly string[];
}

export function RuleControls({ team, controls, resolvedBy }: RuleControlsProps) {
  if (controls.length === 0) return null;
  return (
    <ArticleSection title="Controls">
      <ul className={classes.controls}>
        {controls.map((control) => (
          <li key={control.id}>
            <details className={classes.control}>
              <summary className={classes.summary}>
                <IconChevronRight size={14} aria-hidden="true" />
                <span className={classes.controlTitle}>{control.title}</span>
                {resolvedBy.includes(control.id) && <ResolvingControlTag />}
                <span className={classes.controlKind}>
                  {sentenceCase(control.category)}, {control.lifecycle}
                </span>
              </summary>
              <dl className={classes.details}>
                <dt>How</dt>
                <dd>{control.how}</dd>
                {control.verify && <dt>How to verify</dt>}
                {control.verify && <dd>{control.verify}</dd>}
              </dl>
              <Link
                className={classes.controlLink}
                to="/t/$team/controls/$control"
                params={{ team, control: control.id }}
              >
                References, and where the team applies it
              </Link>
            </details>
          </li>
        ))}
      </ul>
    </ArticleSection>
  );
}
