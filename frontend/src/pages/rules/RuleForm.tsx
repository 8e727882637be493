/** Writes a rule of the team: its fields on the left, what it would raise in a model on the right. */
import { useState } from "react";
import { useMethods } from "@/entities/badges/useMethods";
import { EntryForm } from "@/entities/library/EntryForm";
import { DryRunPanel } from "./DryRunPanel";
import classes from "./form.module.css";
import { RuleFields } from "./RuleFields";
import { type Draft, definitionOf } from "./ruleDraft";

interface RuleFormProps {
  team: string;
  initial: Draft;
  /** The definition as it was saved, when there is one. */
  known?: Record<string, unknown> | undefined;
  pending: boolean;
  /** What the server refused, by field; "" is of no field. */
  errors: Readonly<Record<string, string>>;
  submitLabel: string;
  onSubmit: (definition: Record<string, unknown>) => void;
}

export function RuleForm(props: RuleFormProps) {
  const { team, initial, known, pending, errors, submitLabel, onSubmit } = props;
  const methods = useMethods();
  const [draft, setDraft] = useState(initial);
  const [found, setFound] = useState<Readonly<Record<string, string>>>({});
  const shown = Object.keys(errors).length > 0 ? errors : found;
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  return (
    <div className={classes.columns}>
      <EntryForm
        kind="rule"
        team={team}
        id={known?.id === undefined ? undefined : String(known.id)}
        error={shown[""]}
        pending={pending}
        submitLabel={submitLabel}
        onSubmit={() => onSubmit(definitionOf(draft, methods, known))}
      >
        <RuleFields team={team} draft={draft} errors={shown} onChange={change} />
      </EntryForm>
      <DryRunPanel
        team={team}
        definition={definitionOf(draft, methods, known)}
        onProblems={setFound}
      />
    </div>
  );
}
