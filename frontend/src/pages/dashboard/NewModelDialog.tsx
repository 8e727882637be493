/** Makes a model: blank, from a template, from files, or as a copy of another. */
import { Button, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError, messageOf } from "@/api/errors";
import { fieldError } from "@/api/fieldError";
import type { ModelRow, Template } from "@/api/types";
import { JobProgress } from "@/entities/imports/ImportCard";
import { type Candidate, checkFiles } from "@/entities/imports/importFiles";
import { MapColumns } from "@/entities/imports/tables/MapColumns";
import { useTables } from "@/entities/imports/tables/useTables";
import { useSession } from "@/session/session";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { NewModelFields } from "./NewModelFields";
import { isChosen, nameFor, START_LABELS, type StartKind, SUBMIT_LABELS } from "./newModelOptions";
import classes from "./newModelOptions.module.css";
import { type NewModel, useCreateModel } from "./useCreateModel";

interface NewModelDialogProps {
  team: string;
  /** How it was opened; files that are dropped later lead there. */
  kind: StartKind;
  onKind: (kind: StartKind) => void;
  files: readonly Candidate[];
  onFiles: (files: Candidate[]) => void;
  onClose: () => void;
}

const KINDS = Object.entries(START_LABELS).map(([value, label]) => ({ value, label }));

export default function NewModelDialog(props: NewModelDialogProps) {
  const { team, kind, onKind, files, onFiles, onClose } = props;
  // null until somebody types: until then the name follows what is chosen.
  const [typed, setTyped] = useState<string | null>(null);
  const [description, setDescription] = useState("");
  const [template, setTemplate] = useState<Template | null>(null);
  const [copied, setCopied] = useState<ModelRow | null>(null);
  const [withDecisions, setWithDecisions] = useState(false);
  const { imports } = useSession();
  const choices = { template, files: checkFiles(files, imports), copied };
  const name = typed ?? nameFor(kind, choices);
  const { create, reading, cancel, canceling } = useCreateModel(team);
  const accepted = choices.files.accepted;
  const tables = useTables({ team }, accepted, kind === "files" && isChosen(kind, choices));
  const ready = name.trim() !== "" && isChosen(kind, choices);
  const chosen: Partial<NewModel> = {
    ...(kind === "template" && template && { template: template.id }),
    ...(kind === "files" && { files: accepted, mappings: tables.sent }),
    ...(kind === "copy" && copied && { copyOf: copied.id, withDecisions }),
  };
  const submit = () =>
    create.mutate({ name: name.trim(), description: description.trim(), ...chosen });
  if (kind === "files" && tables.current) {
    return (
      <Modal opened onClose={onClose} title="New model" size="lg">
        <MapColumns tables={tables} table={tables.current} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="New model" size={880}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) submit();
        }}
      >
        <SegmentedControl
          data={KINDS}
          value={kind}
          onChange={(value) => onKind(value as StartKind)}
          aria-label="Start from"
          fullWidth
          data-autofocus
        />
        <NewModelFields
          kind={kind}
          team={team}
          choices={choices}
          files={files}
          tables={tables}
          withDecisions={withDecisions}
          onTemplate={setTemplate}
          onFiles={onFiles}
          onCopied={setCopied}
          onWithDecisions={setWithDecisions}
        />
        <NameFields
          name={name}
          description={description}
          error={create.error}
          onName={setTyped}
          onDescription={setDescription}
        />
        {reading && <JobProgress job={reading} />}
        <Fault error={create.error} />
        <div className={forms.actions}>
          <Button variant="default" loading={canceling} onClick={reading ? cancel : onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!ready} loading={create.isPending}>
            {SUBMIT_LABELS[kind]}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface NameFieldsProps {
  name: string;
  description: string;
  error: unknown;
  onName: (name: string) => void;
  onDescription: (description: string) => void;
}

function NameFields({ name, description, error, onName, onDescription }: NameFieldsProps) {
  return (
    <div className={classes.words}>
      <TextInput
        label="Name"
        placeholder="Web shop"
        value={name}
        onChange={(event) => onName(event.currentTarget.value)}
        error={fieldError(error, "name", false)}
        maxLength={200}
        required
        withAsterisk={false}
      />
      <Textarea
        label="Description"
        placeholder="What it does and who uses it (optional)"
        value={description}
        onChange={(event) => onDescription(event.currentTarget.value)}
        maxLength={4000}
        autosize
        minRows={1}
        maxRows={4}
      />
    </div>
  );
}

/** What went wrong, unless it stands at the name already. */
function Fault({ error }: { error: unknown }) {
  if (!error || (error instanceof ApiError && error.fields.name)) return null;
  return (
    <p role="alert" className={forms.fault}>
      {messageOf(error)}
    </p>
  );
}
