/** The issues of a threat in the trackers of the team. */
import { IssueButtons } from "@/entities/trackers/IssueButtons";
import { IssueList } from "@/entities/trackers/IssueList";
import { useIssues } from "@/entities/trackers/useIssues";
import { ArticleSection } from "@/ui/Article";

export function ThreatIssues({ number }: { number: number }) {
  const subject = { threat: number };
  if (useIssues(subject).hidden) return null;
  return (
    <ArticleSection title="Issues" action={<IssueButtons subject={subject} />}>
      <IssueList subject={subject} />
    </ArticleSection>
  );
}
