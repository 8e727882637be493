/** Adds a report template, or changes one. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { ReportTemplate } from "@/api/types";
import { reportOptionsQuery } from "@/entities/reports/queries";
import { SectionChoice } from "@/entities/reports/SectionChoice";
import { PRESETS } from "@/entities/reports/sectionPresets";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { LogoField } from "./LogoField";
import { type TemplateDraft, useSaveTemplate } from "./useSaveTemplate";

const NAME_LENGTH = 200;
const CLASSIFICATION_LENGTH = 80;

interface TemplateDialogProps {
  team: string;
  template?: ReportTemplate;
  onClose: () => void;
}

export default function TemplateDialog({ team, template, onClose }: TemplateDialogProps) {
  const options = useQuery(reportOptionsQuery()).data;
  const [draft, setDraft] = useState(() => draftOf(template));
  const save = useSaveTemplate(team, template, onClose);
  const set = (change: Partial<TemplateDraft>) => setDraft((now) => ({ ...now, ...change }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={template ? `Edit ${template.name}` : "Add template"}
      size="lg"
    >
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(draft);
        }}
      >
        <FormAlert error={save.error} known={["name", "classification", "sections", "file"]} />
        <TextInput
          label="Name"
          placeholder="Audit of payments"
          value={draft.name}
          maxLength={NAME_LENGTH}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={fieldError(save.error, "name", false)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <TextInput
          label="Classification"
          description="A line on each page. Leave it empty for none."
          placeholder="Confidential"
          value={draft.classification}
          maxLength={CLASSIFICATION_LENGTH}
          onChange={(event) => set({ classification: event.currentTarget.value })}
          error={fieldError(save.error, "classification", false)}
        />
        <LogoField
          team={team}
          template={template}
          logo={draft.logo}
          error={fieldError(save.error, "file", false)}
          onChange={(logo) => set({ logo })}
        />
        {options && (
          <SectionChoice
            sections={options.sections}
            chosen={draft.sections}
            error={fieldError(save.error, "sections", false)}
            onChange={(sections) => set({ sections: [...sections] })}
          />
        )}
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!draft.name.trim()}>
            {template ? "Save" : "Add template"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function draftOf(template: ReportTemplate | undefined): TemplateDraft {
  if (template) {
    const { name, classification, sections } = template;
    return { name, classification, sections, logo: "kept" };
  }
  return {
    name: "",
    classification: "",
    sections: [...(PRESETS[1]?.sections ?? [])],
    logo: "kept",
  };
}
