/** What bulkhead.yaml would change of what people said; of conflicts, a person chooses which side counts. */
import { Radio } from "@mantine/core";
import type { StatementChange, StatementsResult } from "@/api/types";
import { sentenceCase } from "@/model/labels/categories";
import { PreviewGroup } from "./PreviewGroup";
import classes from "./previews.module.css";
import { type Choices, type Side, sectionLabel, statementsSummary } from "./statementText";

interface StatementChangesProps {
  result: StatementsResult;
  choices: Choices;
  onChoose: (id: string, side: Side) => void;
}

const GROUPS = [
  ["add", "Statements added"],
  ["change", "Statements changed"],
  ["delete", "Statements removed"],
] as const;

export function StatementChanges({ result, choices, onChoose }: StatementChangesProps) {
  const all = result.changes ?? [];
  const conflicts = all.filter((one) => one.conflict);
  return (
    <section className={classes.preview} aria-label="Changes of bulkhead.yaml" tabIndex={-1}>
      <p className={classes.summary} role="status">
        {statementsSummary(result)}
      </p>
      <PreviewGroup title="Conflicts" count={result.conflicts} shown={conflicts.length} open>
        {conflicts.map((one) => (
          <Conflict key={one.id} change={one} side={choices[one.id]} onChoose={onChoose} />
        ))}
      </PreviewGroup>
      {GROUPS.map(([change, title]) => {
        const rows = all.filter((one) => !one.conflict && one.change === change);
        return (
          <PreviewGroup key={change} title={title} count={rows.length} shown={rows.length} open>
            {rows.map((one) => (
              <Row key={one.id} change={one} />
            ))}
          </PreviewGroup>
        );
      })}
    </section>
  );
}

function Subject({ change }: { change: StatementChange }) {
  return (
    <div className={classes.part}>
      {change.subject}
      <span className={classes.kind}>
        {change.property ? sentenceCase(change.property) : sectionLabel(change.section)}
      </span>
    </div>
  );
}

function Row({ change }: { change: StatementChange }) {
  return (
    <li className={classes.row}>
      <Subject change={change} />
      <div className={classes.values}>
        {change.present && <del className={classes.before}>{change.present}</del>} {change.given}
      </div>
    </li>
  );
}

interface ConflictProps {
  change: StatementChange;
  side: Side | undefined;
  onChoose: (id: string, side: Side) => void;
}

function Conflict({ change, side, onChoose }: ConflictProps) {
  return (
    <li className={classes.row}>
      <Radio.Group
        aria-label={`${change.subject} ${change.property}`.trim()}
        value={side ?? "model"}
        onChange={(value) => onChoose(change.id, value as Side)}
      >
        <Subject change={change} />
        <div className={classes.sides}>
          <Radio value="model" label={sideText("Keep", change.present, change.by)} />
          <Radio
            value="file"
            label={sideText("Use the file", change.given, claimed(change.given_by))}
          />
        </div>
        {change.base && <p className={classes.base}>Before: {change.base}</p>}
      </Radio.Group>
    </li>
  );
}

/** Who said it as the file has it: anybody may have written that. */
function claimed(by: string) {
  return by && `the file names ${by}`;
}

function sideText(label: string, value: string, by: string) {
  return `${label}: ${value || "nothing"}${by ? ` (${by})` : ""}`;
}
