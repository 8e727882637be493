/** What happened to the threat, newest first. */
import type { ThreatDetail } from "@/api/types";
import { EventLine } from "@/entities/history/EventLine";
import { ArticleSection } from "@/ui/Article";
import classes from "./threat.module.css";

export function ThreatHistory({ threat }: { threat: ThreatDetail }) {
  if (threat.events.length === 0) return null;
  return (
    <ArticleSection title="History">
      <ol className={classes.events}>
        {threat.events.map((event) => (
          <EventLine key={event.id} event={event} showSubject={false} />
        ))}
      </ol>
    </ArticleSection>
  );
}
