/** What is done about a threat: the mitigations attached, the controls suggested, and one's own. */
import type { ThreatDetail } from "../api/types";
import { AddMitigation } from "../mitigations/AddMitigation";
import { MitigationCard } from "../mitigations/MitigationCard";
import { SuggestedControls } from "../mitigations/SuggestedControls";
import classes from "./threat.module.css";

export function ThreatMitigations({ threat }: { threat: ThreatDetail }) {
  return (
    <section className={classes.section} aria-labelledby="mitigations">
      <div className={classes.headingLine}>
        <h2 id="mitigations" className={classes.heading}>
          Mitigations
        </h2>
        <AddMitigation threat={threat} />
      </div>
      {threat.mitigations.length === 0 ? (
        <p className={classes.prose}>Nothing is planned against this threat yet.</p>
      ) : (
        <ul className={classes.cards}>
          {threat.mitigations.map((mitigation) => (
            <li key={mitigation.number}>
              <MitigationCard mitigation={mitigation} threat={threat.number} />
            </li>
          ))}
        </ul>
      )}
      <SuggestedControls threat={threat} />
    </section>
  );
}
