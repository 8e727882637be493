/** The fields of a rule. */
import { MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import { everyControlQuery } from "@/entities/controls/queries";
import { ReferencesField } from "@/entities/controls/ReferencesField";
import { isSeverity, SEVERITIES, severityLabel } from "@/model/graph/severity";
import { byRules, categoriesOf, type Method } from "@/model/labels/categories";
import { ConditionField } from "./ConditionField";
import classes from "./form.module.css";
import type { Draft } from "./ruleDraft";
import { useEvidenceOptions } from "./useEvidenceOptions";

interface RuleFieldsProps {
  team: string;
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  onChange: (part: Partial<Draft>) => void;
}

const SEVERITY_CHOICES = SEVERITIES.map((value) => ({ value, label: severityLabel(value) }));

export function RuleFields({ team, draft, errors, onChange }: RuleFieldsProps) {
  const methods = byRules(useQuery(catalogueQuery()).data?.methods ?? []);
  const evidence = useEvidenceOptions(draft);
  return (
    <>
      <TextInput
        label="Title"
        description="{self.name} is replaced by the name of the element."
        placeholder="{self.name} runs without a backup"
        required
        value={draft.title}
        error={errors.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <ScopeFields draft={draft} errors={errors} onChange={onChange} />
      <ConditionField
        value={draft.when}
        appliesTo={draft.appliesTo}
        error={errors.when}
        onChange={(when) => onChange({ when })}
      />
      <MultiSelect
        label="Evidence"
        required
        description="The facts a threat shows as its reason."
        searchable
        data={evidence}
        value={draft.evidence}
        error={errors.evidence}
        onChange={(facts) => onChange({ evidence: facts })}
      />
      <div className={classes.pair} data-even>
        {methods.map((method) => (
          <MethodField
            key={method.id}
            method={method}
            chosen={draft.categories}
            error={errors[method.id]}
            onChange={(categories) => onChange({ categories })}
          />
        ))}
      </div>
      <Textarea
        label="Why it matters"
        required
        autosize
        minRows={3}
        value={draft.why}
        error={errors.why}
        onChange={(event) => onChange({ why: event.currentTarget.value })}
      />
      <ControlFields team={team} draft={draft} errors={errors} onChange={onChange} />
      <ReferencesField
        value={draft.references}
        error={errors.references}
        onChange={(references) => onChange({ references })}
      />
    </>
  );
}

/** What the rule applies to, and how severe it is. */
function ScopeFields({ draft, errors, onChange }: Omit<RuleFieldsProps, "team">) {
  const kinds = useQuery(catalogueQuery()).data?.kinds ?? [];
  return (
    <div className={classes.pair}>
      <MultiSelect
        label="Applies to"
        required
        searchable
        data={[
          ...kinds.map(({ id, label }) => ({ value: id as string, label })),
          { value: "flow", label: "Data flow" },
        ]}
        value={draft.appliesTo}
        error={errors.applies_to}
        onChange={(appliesTo) => onChange({ appliesTo })}
      />
      <Select
        label="Severity"
        required
        data={SEVERITY_CHOICES}
        value={draft.severity}
        error={errors.severity}
        onChange={(severity) => isSeverity(severity) && onChange({ severity })}
      />
    </div>
  );
}

/** What helps against the fault, and what of that fixes it. */
function ControlFields({ team, draft, errors, onChange }: RuleFieldsProps) {
  const controls = useQuery(everyControlQuery(team)).data ?? [];
  return (
    <>
      <MultiSelect
        label="Controls"
        required
        description="What helps against it."
        searchable
        limit={60}
        data={controls.map(({ id, title }) => ({ value: id, label: title }))}
        value={draft.controls}
        error={errors.controls}
        onChange={(chosen) => onChange({ controls: chosen })}
      />
      <MultiSelect
        label="Fixed by"
        description="Of these controls, those that change the evidence. An import that shows it verifies them."
        data={controls
          .filter(({ id }) => draft.controls.includes(id))
          .map(({ id, title }) => ({ value: id, label: title }))}
        value={draft.resolvedBy.filter((id) => draft.controls.includes(id))}
        error={errors.resolved_by}
        onChange={(resolvedBy) => onChange({ resolvedBy })}
      />
    </>
  );
}

interface MethodFieldProps {
  method: Method;
  /** Categories of all methods. */
  chosen: readonly string[];
  error: string | undefined;
  onChange: (chosen: string[]) => void;
}

function MethodField({ method, chosen, error, onChange }: MethodFieldProps) {
  const options = categoriesOf([method]).map(({ id, label }) => ({ value: id, label }));
  const isOwn = (category: string) => options.some(({ value }) => value === category);
  return (
    <MultiSelect
      label={method.name}
      data={options}
      value={chosen.filter(isOwn)}
      error={error}
      onChange={(own) => onChange([...chosen.filter((one) => !isOwn(one)), ...own])}
    />
  );
}
