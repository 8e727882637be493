/** What an import found, in numbers, and what it changed. */
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { ImportResult } from "@/api/types";
import { changesText, type ProofLine, proofLines } from "./importJob";
import classes from "./imports.module.css";
import { statementsResultText } from "./statementText";

const FIGURES = [
  ["elements", "Elements"],
  ["flows", "Flows"],
  ["threats", "Threats by rules"],
  ["questions", "Questions"],
] as const;

// The sidebar counts what is open now: it differs once scenarios come, people decide, or answers raise questions.
const COUNTED_WHEN =
  "Counted at the end of the import; attack scenarios are added to the threats once paths are computed.";

interface ResultFiguresProps {
  result: ImportResult;
  /** The model it was imported into; null once that is deleted. */
  model: string | null;
}

export function ResultFigures({ result, model }: ResultFiguresProps) {
  const known = FIGURES.filter(([key]) => result[key] !== undefined);
  return (
    <div>
      <dl className={classes.figures}>
        {known.map(([key, label]) => (
          <div key={key} className={classes.figure}>
            <dt>{label}</dt>
            <dd>{result[key]?.toLocaleString("en-US")}</dd>
          </div>
        ))}
      </dl>
      {known.length > 0 && (
        <p className={classes.changes}>
          {changesText(result)}. {COUNTED_WHEN}
        </p>
      )}
      {result.statements && (
        <p className={classes.changes}>{statementsResultText(result.statements)}</p>
      )}
      {model &&
        proofLines(result).map((line) => <Proved key={line.label} model={model} {...line} />)}
    </div>
  );
}

/** Mitigations of which the import says something, each with the way to it. */
function Proved({ label, numbers, model }: ProofLine & { model: string }) {
  return (
    <p className={classes.changes}>
      {label}:{" "}
      {numbers.map((number, place) => (
        <Fragment key={number}>
          {place > 0 && ", "}
          <Link
            className={classes.proved}
            to="/m/$model/mitigations"
            params={{ model }}
            search={{ open: String(number) }}
          >
            M{number}
          </Link>
        </Fragment>
      ))}
    </p>
  );
}
