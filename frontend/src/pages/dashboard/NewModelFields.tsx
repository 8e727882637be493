/** What is asked for the way a new model begins. */
import type { ModelRow, Template } from "@/api/types";
import { ChosenFiles } from "@/entities/imports/ChosenFiles";
import { DropArea } from "@/entities/imports/DropArea";
import type { Candidate } from "@/entities/imports/importFiles";
import { TableList } from "@/entities/imports/tables/TableList";
import type { Tables } from "@/entities/imports/tables/useTables";
import { CopyModelFields, WithDecisions } from "./CopyModelFields";
import type { Choices, StartKind } from "./newModelOptions";
import classes from "./newModelOptions.module.css";
import { TemplateGallery } from "./TemplateGallery";

interface StartFieldsProps {
  kind: StartKind;
  team: string;
  choices: Choices;
  files: readonly Candidate[];
  tables: Tables;
  withDecisions: boolean;
  onTemplate: (template: Template) => void;
  onFiles: (files: Candidate[]) => void;
  onCopied: (model: ModelRow | null) => void;
  onWithDecisions: (checked: boolean) => void;
}

export function NewModelFields({ kind, team, choices, files, ...change }: StartFieldsProps) {
  if (kind === "template") {
    return <TemplateGallery chosen={choices.template} onChoose={change.onTemplate} />;
  }
  if (kind === "copy") {
    return (
      <>
        <CopyModelFields team={team} copied={choices.copied} onCopied={change.onCopied} />
        <WithDecisions checked={change.withDecisions} onChange={change.onWithDecisions} />
      </>
    );
  }
  if (kind === "blank") {
    return (
      <p className={classes.blank}>
        An empty canvas. Draw the parts and the flows between them; threats appear as you draw.
      </p>
    );
  }
  return (
    <>
      {choices.files.accepted.length > 0 && (
        <ChosenFiles
          checked={choices.files}
          onRemove={(one) => change.onFiles(files.filter((file) => file.path !== one.path))}
        />
      )}
      <DropArea
        size={files.length > 0 ? "slim" : "compact"}
        onFiles={(more) => change.onFiles([...files, ...more])}
      />
      <TableList tables={change.tables} />
    </>
  );
}
