/** What is done about a threat: the mitigations attached, the controls suggested, and one's own. */
import type { ReactNode } from "react";
import type { ThreatDetail } from "@/api/types";
import { AddMitigation } from "@/entities/mitigations/AddMitigation";
import { SuggestedControls } from "@/entities/mitigations/SuggestedControls";
import { ThreatMitigationCard } from "@/entities/mitigations/ThreatMitigationCard";
import { ArticleSection, Prose } from "@/ui/Article";
import classes from "./ThreatMitigations.module.css";

interface ThreatMitigationsProps {
  threat: ThreatDetail;
  /** What else there is to know of them, above the list. */
  children?: ReactNode;
}

export function ThreatMitigations({ threat, children }: ThreatMitigationsProps) {
  return (
    <ArticleSection title="Mitigations" action={<AddMitigation threat={threat} />}>
      {children}
      {threat.mitigations.length === 0 ? (
        <Prose>Nothing is planned against this threat yet.</Prose>
      ) : (
        <ul className={classes.cards}>
          {threat.mitigations.map((mitigation) => (
            <li key={mitigation.number}>
              <ThreatMitigationCard mitigation={mitigation} threat={threat.number} />
            </li>
          ))}
        </ul>
      )}
      <SuggestedControls threat={threat} />
    </ArticleSection>
  );
}
