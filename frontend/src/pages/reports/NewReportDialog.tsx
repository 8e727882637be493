/** Has a report made: format, sections, template, classification. */
import { Button, NativeSelect, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { fieldError } from "@/api/fieldError";
import type { ReportOptions } from "@/api/types";
import { versionsQuery } from "@/entities/history/queries";
import { reportTemplatesQuery } from "@/entities/reports/queries";
import { SectionChoice } from "@/entities/reports/SectionChoice";
import { NOW, stateOptions } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { FormatChoice } from "./FormatChoice";
import { versionOption } from "./reportLabels";
import classes from "./reports.module.css";
import { useReportActions } from "./useReportActions";
import { type DraftControl, useReportDraft } from "./useReportDraft";

const CLASSIFICATION_LENGTH = 80;
const FIELDS = ["sections", "since", "version", "classification"];

interface NewReportDialogProps {
  options: ReportOptions;
  onClose: () => void;
}

export default function NewReportDialog({ options, onClose }: NewReportDialogProps) {
  const { id } = useModel();
  const control = useReportDraft(id, options);
  const { make } = useReportActions(id);
  const { draft, set, hasSections } = control;
  return (
    <Modal opened onClose={onClose} title="New report" size="lg">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(control.request, { onSuccess: onClose });
        }}
      >
        <FormAlert error={make.error} known={FIELDS} />
        <FormatChoice
          formats={options.formats}
          value={draft.format}
          onChange={(format) => set({ format })}
        />
        <TemplateSelect control={control} />
        {hasSections && (
          <VersionSelect control={control} error={fieldError(make.error, "version", false)} />
        )}
        {hasSections ? (
          <SectionChoice
            sections={control.sections}
            chosen={draft.sections}
            error={fieldError(make.error, "sections", false)}
            onChange={(sections) => set({ sections: [...sections] })}
          />
        ) : (
          <p className={classes.note}>This format has all tables of the model, each complete.</p>
        )}
        {hasSections &&
          control.leftOut.map((text) => (
            <p key={text} className={classes.note}>
              {text}
            </p>
          ))}
        {control.compares && (
          <SinceSelect control={control} error={fieldError(make.error, "since", false)} />
        )}
        <TextInput
          label="Classification"
          description="A line on each page. Leave it empty for none."
          placeholder="Confidential"
          maxLength={CLASSIFICATION_LENGTH}
          value={draft.classification}
          error={fieldError(make.error, "classification", false)}
          onChange={(event) => set({ classification: event.currentTarget.value })}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending} disabled={!control.complete}>
            Create report
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function TemplateSelect({ control }: { control: DraftControl }) {
  const team = useModel().row?.team.id ?? "";
  const templates = useQuery({ ...reportTemplatesQuery(team), enabled: team !== "" }).data ?? [];
  if (templates.length === 0) return null;
  return (
    <NativeSelect
      label="Template"
      data={[
        { value: "", label: "None" },
        ...templates.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={control.draft.template ?? ""}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        control.choose(templates.find(({ id }) => id === chosen));
      }}
    />
  );
}

interface StateSelectProps {
  control: DraftControl;
  error: string | null;
}

function VersionSelect({ control, error }: StateSelectProps) {
  const { id } = useModel();
  const versions = useQuery(versionsQuery(id)).data?.results ?? [];
  if (versions.length === 0) return null;
  const { version } = control.draft;
  return (
    <NativeSelect
      label="Version"
      description={version ? OF_VERSION : undefined}
      data={[{ value: "", label: "The model as it is" }, ...versions.map(versionOption)]}
      value={version}
      error={error}
      onChange={(event) => control.set({ version: event.currentTarget.value })}
    />
  );
}

const OF_VERSION =
  "Threats, questions and attack paths are those that the present rules find in this version, with the decisions of the day on which it was approved, else saved.";

function SinceSelect({ control, error }: StateSelectProps) {
  const { id } = useModel();
  const versions = useQuery(versionsQuery(id)).data?.results ?? [];
  const { since } = control.draft;
  const states = stateOptions(versions, { import: true }, [since]).map((group) => ({
    ...group,
    items: group.items.filter(({ value }) => value !== NOW),
  }));
  return (
    <Select
      label="Changes since"
      data={states}
      value={since}
      error={error}
      allowDeselect={false}
      onChange={(name) => name && control.set({ since: name })}
    />
  );
}
