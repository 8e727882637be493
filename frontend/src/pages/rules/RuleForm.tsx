/** Writes a rule of the team: its fields on the left, what it would raise in a model on the right. */
import { Alert, Button } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useMethods } from "@/entities/badges/useMethods";
import { LinkButton } from "@/ui/LinkButton";
import { DryRunPanel } from "./DryRunPanel";
import { type Draft, definitionOf } from "./draft";
import classes from "./form.module.css";
import { RuleFields } from "./RuleFields";

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
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(definitionOf(draft, methods, known));
  };
  return (
    <div className={classes.columns}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {shown[""] && (
          <Alert color="danger" role="alert">
            {shown[""]}
          </Alert>
        )}
        <RuleFields team={team} draft={draft} errors={shown} onChange={change} />
        <div className={classes.actions}>
          <LinkButton
            variant="default"
            {...(known?.id
              ? {
                  to: "/t/$team/rules/$rule" as const,
                  params: { team, rule: String(known.id) },
                }
              : { to: "/t/$team/rules" as const, params: { team } })}
          >
            Cancel
          </LinkButton>
          <Button type="submit" loading={pending}>
            {submitLabel}
          </Button>
        </div>
      </form>
      <DryRunPanel
        team={team}
        definition={definitionOf(draft, methods, known)}
        onProblems={setFound}
      />
    </div>
  );
}
