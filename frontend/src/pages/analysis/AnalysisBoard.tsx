/** The three columns; on a phone one after the other. */
import { useQuery } from "@tanstack/react-query";
import { threatsQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import classes from "./analysis.module.css";
import { SubjectColumn } from "./SubjectColumn";
import { ThreatColumn } from "./ThreatColumn";
import { TreatmentColumn } from "./TreatmentColumn";
import { useAnalysisSelection } from "./useAnalysisSelection";
import { useSubjects } from "./useSubjects";

const SHOWN = 200;

export function AnalysisBoard() {
  const { id } = useModel();
  const analysis = useAnalysisSelection();
  const subjects = useSubjects(id, analysis);
  // On a desk all columns show, so each starts with its first row when the address names none.
  const first = analysis.phone ? null : (subjects.rows[0]?.id ?? null);
  const subject = analysis.subject ?? first;
  const threats = useQuery({
    ...threatsQuery(id, {
      element: subject ?? "",
      certainty: [analysis.certainty],
      roll_up: analysis.certainty === "possible",
      ordering: "-score",
      page_size: SHOWN,
    }),
    enabled: subject !== null,
  });
  const rows = threats.data?.results ?? [];
  const chosen = rows.find((row) => row.number === analysis.threat)?.number;
  const threat = chosen ?? (analysis.phone ? analysis.threat : (rows[0]?.number ?? null));
  return (
    <div className={classes.board} data-step={analysis.phone ? analysis.step : undefined}>
      <SubjectColumn analysis={analysis} subjects={subjects} selected={subject} />
      <ThreatColumn analysis={analysis} query={threats} selected={threat} subject={subject} />
      <TreatmentColumn analysis={analysis} threat={subject === null ? null : threat} />
    </div>
  );
}
