/** The fields of a request to accept risk. */
import { Button, MultiSelect, Select, Textarea } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { fieldError } from "@/api/fieldError";
import type { AcceptanceOptions } from "@/api/types";
import { isSeverity, SEVERITIES, severityLabel } from "@/model/graph/severity";
import { personName } from "@/model/labels/acceptances";
import { DateField } from "@/ui/DateField";
import forms from "@/ui/forms.module.css";
import { localDay } from "@/ui/time";
import { type AcceptanceDraft, isComplete } from "./acceptanceDraft";
import classes from "./acceptances.module.css";
import { RefusalMessages } from "./RefusalMessages";

const TEXT_LENGTH = 4000;
const FIELDS = ["justification", "conditions", "residual_risk", "expires_on", "approvers"] as const;
const GRADES = SEVERITIES.map((value) => ({ value, label: severityLabel(value) }));

interface AcceptanceFormProps {
  draft: AcceptanceDraft;
  options: AcceptanceOptions;
  fault: Error | null;
  pending: boolean;
  submit: string;
  onChange: (draft: AcceptanceDraft) => void;
  onSubmit: () => void;
  onCancel: () => void;
  children?: ReactNode;
}

export function AcceptanceForm(props: AcceptanceFormProps) {
  const { draft, options, fault, pending, submit, onChange, onSubmit, onCancel, children } = props;
  const set = (changes: Partial<AcceptanceDraft>): void => onChange({ ...draft, ...changes });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (isComplete(draft)) onSubmit();
  };
  return (
    <form className={forms.form} onSubmit={send}>
      {children}
      <RefusalMessages error={fault} known={FIELDS} />
      <LongText
        field="justification"
        label="Justification"
        description="Why the risk is acceptable for now. The approver decides on this."
        rows={3}
        {...{ draft, fault, set }}
        data-autofocus
      />
      <Terms {...{ draft, options, fault, set }} />
      <LongText
        field="conditions"
        label="Conditions (optional)"
        description="What has to stay true, such as limited access or monitoring."
        rows={2}
        {...{ draft, fault, set }}
      />
      <MultiSelect
        label="Approvers"
        description="Each of them may decide. You cannot decide about your own request."
        placeholder={draft.approvers.length === 0 ? "Choose approvers" : ""}
        data={options.approvers.map((one) => ({ value: one.id, label: personName(one) }))}
        value={draft.approvers}
        error={fieldError(fault, "approvers", false)}
        nothingFoundMessage="No other member of the team may approve"
        onChange={(approvers) => set({ approvers })}
        hidePickedOptions
      />
      {options.approvers.length === 0 && (
        <p className={classes.note}>
          No other member of the team may approve. An owner can give a member the role Approver.
        </p>
      )}
      <div className={forms.actions}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={pending} disabled={!isComplete(draft)}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

interface TermsProps extends Pick<AcceptanceFormProps, "draft" | "options" | "fault"> {
  set: (changes: Partial<AcceptanceDraft>) => void;
}

/** What is left of the risk, and until when it is accepted. */
function Terms({ draft, options, fault, set }: TermsProps) {
  return (
    <div className={classes.pair}>
      <Select
        label="Residual risk"
        description="What is left, in your judgment."
        data={GRADES}
        allowDeselect={false}
        value={draft.residualRisk}
        error={fieldError(fault, "residual_risk", false)}
        onChange={(value) => value && isSeverity(value) && set({ residualRisk: value })}
      />
      <DateField
        label="Until"
        description="The last day on which it holds."
        min={localDay(new Date())}
        max={options.latest_expires_on}
        value={draft.expiresOn}
        error={fieldError(fault, "expires_on", false)}
        onChange={(expiresOn) => set({ expiresOn })}
      />
    </div>
  );
}

interface LongTextProps extends Omit<TermsProps, "options"> {
  field: "justification" | "conditions";
  label: string;
  description: string;
  /** That are shown while it is short. */
  rows: number;
  "data-autofocus"?: boolean;
}

function LongText({ field, rows, draft, fault, set, ...rest }: LongTextProps) {
  return (
    <Textarea
      {...rest}
      autosize
      minRows={rows}
      maxRows={10}
      maxLength={TEXT_LENGTH}
      value={draft[field]}
      error={fieldError(fault, field, false)}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
    />
  );
}
