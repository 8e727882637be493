/** What happened to the threat and what people say about it. */
import type { ThreatDetail } from "@/api/types";
import { Activity } from "@/entities/comments/Activity";
import { ArticleSection } from "@/ui/Article";

export function ThreatHistory({ threat }: { threat: Pick<ThreatDetail, "number"> }) {
  return (
    <ArticleSection title="Activity">
      <Activity on="threat" number={threat.number} />
    </ArticleSection>
  );
}
