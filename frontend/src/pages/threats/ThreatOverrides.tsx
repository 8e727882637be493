/** What people say against the files of a threat that is resolved by their word. */
import type { ThreatDetail } from "@/api/types";
import { OverrideItem } from "@/entities/factOverrides/OverrideItem";
import classes from "@/entities/factOverrides/overrides.module.css";
import { ArticleSection, Prose } from "@/ui/Article";

export default function ThreatOverrides({ threat }: { threat: ThreatDetail }) {
  return (
    <ArticleSection title="Overridden facts">
      <Prose>The files still show the fault. A person says otherwise.</Prose>
      <ul className={classes.list}>
        {threat.overrides.map((one) => (
          <li key={`${one.subject.uid} ${one.fact}`} className={classes.entry}>
            <OverrideItem override={one} />
          </li>
        ))}
      </ul>
    </ArticleSection>
  );
}
