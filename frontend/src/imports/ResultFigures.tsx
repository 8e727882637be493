/** What an import found, in numbers, and what it changed. */
import type { ImportResult } from "../api/types";
import classes from "./imports.module.css";
import { changesText, provedText } from "./jobs";

const FIGURES = [
  ["elements", "Elements"],
  ["flows", "Flows"],
  ["threats", "Threats"],
  ["questions", "Questions"],
] as const;

export function ResultFigures({ result }: { result: ImportResult }) {
  const known = FIGURES.filter(([key]) => result[key] !== undefined);
  return (
    <div>
      <dl className={classes.figures}>
        {known.map(([key, label]) => (
          <div key={key} className={classes.figure}>
            <dt>{label}</dt>
            <dd>{result[key]}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.changes}>{changesText(result)}</p>
      {provedText(result).map((line) => (
        <p key={line} className={classes.changes}>
          {line}
        </p>
      ))}
    </div>
  );
}
