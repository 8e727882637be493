/** What a tried rule would raise and ask, or what keeps it from being tried. */
import type { RuleTried } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { useMethods } from "@/entities/badges/useMethods";
import { sentenceCase } from "@/model/labels/categories";
import { formatValue, provenance } from "@/model/labels/facts";
import classes from "./form.module.css";
import { problemsByField } from "./ruleDraft";

const SHOWN = 20;

/** As the form names them, where that is not their own name. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  when: "Condition",
  why: "Why it matters",
};

interface TryResultProps {
  result: RuleTried;
  /** The rule that was tried. */
  definition: Record<string, unknown>;
}

export function DryRunResult({ result, definition }: TryResultProps) {
  const methods = useMethods();
  const nameOf = (field: string) =>
    methods.find(({ id }) => id === field)?.name ?? FIELD_NAMES[field] ?? sentenceCase(field);
  if (result.problems.length > 0) {
    return (
      <ul className={classes.problems}>
        {Object.entries(problemsByField(result.problems, definition, methods)).map(
          ([field, message]) => (
            <li key={field} className={classes.problem}>
              {field && <strong>{nameOf(field)}: </strong>}
              {message}
            </li>
          ),
        )}
      </ul>
    );
  }
  return (
    <>
      <h3 className={classes.count}>{counted(result.threat_count, "threat")}</h3>
      {result.threats.length > 0 && (
        <ul className={classes.found}>
          {result.threats.slice(0, SHOWN).map((threat) => (
            <li key={`${threat.subject.uid} ${threat.title}`}>
              <FoundThreat threat={threat} />
            </li>
          ))}
        </ul>
      )}
      <h3 className={classes.count}>{counted(result.question_count, "question")}</h3>
      {result.questions.length > 0 && (
        <ul className={classes.found}>
          {result.questions.slice(0, SHOWN).map((question) => (
            <li key={`${question.subject.uid} ${question.text}`}>{question.text}</li>
          ))}
        </ul>
      )}
      {Math.max(result.threats.length, result.questions.length) > SHOWN && (
        <p className={classes.quiet}>The first {SHOWN} of each are shown.</p>
      )}
    </>
  );
}

function FoundThreat({ threat }: { threat: RuleTried["threats"][number] }) {
  const reasons = threat.evidence.map(
    (one) => `${one.label || sentenceCase(one.fact)} ${formatValue(one.value)}`,
  );
  const place = threat.evidence.map(provenance).find(Boolean);
  return (
    <>
      <span className={classes.foundTitle}>
        <SeverityIcon severity={threat.severity} size={11} />
        {threat.title}
      </span>
      {reasons.length > 0 && <span className={classes.reason}>{reasons.join("; ")}</span>}
      {place && <code className={classes.place}>{place}</code>}
    </>
  );
}

function counted(count: number, noun: string): string {
  if (count === 0) return `No ${noun}s`;
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
