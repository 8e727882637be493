/** Where the team applies a control: its mitigations, by how far along they are. */
import { Link } from "@tanstack/react-router";
import type { Applied, ControlDetail } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { ArticleSection, Prose } from "@/ui/Article";
import classes from "./controls.module.css";
import { mitigationsByStatus } from "./mitigationsByStatus";

export function ControlUse({ control }: { control: ControlDetail }) {
  const groups = mitigationsByStatus(control);
  const shown = control.mitigations.length;
  return (
    <ArticleSection title="In use">
      {groups.length === 0 ? (
        <Prose>No mitigation of this team applies it yet.</Prose>
      ) : (
        <div className={classes.box}>
          {groups.map(({ status, count, mitigations }) => (
            <section key={status} className={classes.group}>
              <h3 className={classes.groupTitle}>
                <StatusBadge status={status} />
                <span className={classes.quiet}>{count.toLocaleString("en-US")}</span>
              </h3>
              <ul className={classes.lines}>
                {mitigations.map((mitigation) => (
                  <li key={`${mitigation.model.id} ${mitigation.number}`}>
                    <AppliedLine mitigation={mitigation} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
      {shown < control.mitigation_count && (
        <p className={classes.note}>
          The {shown.toLocaleString("en-US")} changed last are named, of{" "}
          {control.mitigation_count.toLocaleString("en-US")}.
        </p>
      )}
    </ArticleSection>
  );
}

function AppliedLine({ mitigation }: { mitigation: Applied }) {
  const { model, number, title, owner, overdue } = mitigation;
  return (
    <Link
      className={classes.line}
      to="/m/$model/mitigations"
      params={{ model: model.id }}
      search={{ open: String(number) }}
    >
      <span className={classes.number}>M{number}</span>
      <span className={classes.words}>{title}</span>
      {overdue && <span className={classes.late}>Overdue</span>}
      <span className={classes.where}>
        {model.name}
        {owner && `, ${owner.name || owner.email}`}
      </span>
    </Link>
  );
}
