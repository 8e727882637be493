/** The issues of a mitigation in the trackers of the team. */
import { IssueButtons } from "@/entities/trackers/IssueButtons";
import { IssueList } from "@/entities/trackers/IssueList";
import { useIssues } from "@/entities/trackers/useIssues";
import classes from "./drawer.module.css";

export function MitigationIssues({ number }: { number: number }) {
  const subject = { mitigation: number };
  if (useIssues(subject).hidden) return null;
  return (
    <section>
      <div className={classes.headed}>
        <h3 className={classes.heading}>Issues</h3>
        <IssueButtons subject={subject} />
      </div>
      <IssueList subject={subject} />
    </section>
  );
}
