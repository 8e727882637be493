/** Shows what is about to be imported into a model, and starts it. */
import { Button, Modal, Radio } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "../api/errors";
import { keys } from "../api/queries";
import forms from "../ui/forms.module.css";
import { ChosenFiles } from "./ChosenFiles";
import { DropArea } from "./DropArea";
import { type Candidate, checkFiles } from "./files";
import classes from "./imports.module.css";
import { type ImportScope, sendFiles } from "./sendFiles";

interface ImportDialogProps {
  model: string;
  name: string;
  files: readonly Candidate[];
  onFiles: (files: Candidate[]) => void;
  onStarted: (job: string) => void;
  onClose: () => void;
}

export default function ImportDialog({
  model,
  name,
  files,
  onFiles,
  onStarted,
  onClose,
}: ImportDialogProps) {
  const client = useQueryClient();
  const [scope, setScope] = useState<ImportScope>("files");
  const checked = checkFiles(files);
  const ready = checked.accepted.length > 0 && checked.problems.length === 0;
  const send = useMutation({
    mutationFn: () => sendFiles(model, checked.accepted, scope),
    onSuccess: (job) => {
      client.setQueryData(keys.job(job.id), job);
      void client.invalidateQueries({ queryKey: [...keys.model(model), "imports"] });
      onStarted(job.id);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Import into ${name}`} size="lg">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) send.mutate();
        }}
      >
        {checked.accepted.length > 0 && (
          <ChosenFiles
            checked={checked}
            onRemove={(one) => onFiles(files.filter((file) => file.path !== one.path))}
          />
        )}
        <DropArea
          size={files.length > 0 ? "slim" : "compact"}
          onFiles={(more) => onFiles([...files, ...more])}
        />
        {files.length > 0 && <ScopeChoice value={scope} onChange={setScope} />}
        {send.error && (
          <p role="alert" className={forms.fault}>
            {messageOf(send.error)}
          </p>
        )}
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!ready} loading={send.isPending} data-autofocus>
            Import
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function ScopeChoice({
  value,
  onChange,
}: {
  value: ImportScope;
  onChange: (scope: ImportScope) => void;
}) {
  return (
    <Radio.Group
      label="What is missing from these files"
      value={value}
      onChange={(next) => onChange(next as ImportScope)}
      size="sm"
    >
      <div className={classes.scopes}>
        <Radio
          value="files"
          label="Stays as it is"
          description="The files describe a part of the system"
        />
        <Radio
          value="all"
          label="Is marked as gone"
          description="The files describe the whole system"
        />
      </div>
    </Radio.Group>
  );
}
