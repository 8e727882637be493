/** Shows what is about to be imported into a model and what that would change, and starts it. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { messageOf } from "@/api/errors";
import { keys } from "@/api/queries";
import { storeJob } from "@/entities/jobs/storeJob";
import { useSession } from "@/session/session";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { ChosenFiles } from "./ChosenFiles";
import { DropArea } from "./DropArea";
import { FolderChoice } from "./FolderChoice";
import { ImportPreview } from "./ImportPreview";
import { type Candidate, checkFiles } from "./importFiles";
import { ProfileChoice } from "./ProfileChoice";
import { ScopeChoice } from "./ScopeChoice";
import type { Choices } from "./statementText";
import { MapColumns } from "./tables/MapColumns";
import { TableList } from "./tables/TableList";
import { useTables } from "./tables/useTables";
import { type ImportScope, previewFiles, sendFiles } from "./uploadFiles";
import { useComposeProfiles } from "./useComposeProfiles";
import { useKnownFolder } from "./useKnownFolder";

interface ImportDialogProps {
  model: string;
  name: string;
  files: readonly Candidate[];
  onFiles: (files: Candidate[]) => void;
  onStarted: (job: string) => void;
  onClose: () => void;
}

export default function ImportDialog(props: ImportDialogProps) {
  const { model, name, files, onFiles, onStarted, onClose } = props;
  const client = useQueryClient();
  const [scope, setScope] = useState<ImportScope>("files");
  const [choices, setChoices] = useState<Choices>({});
  const checked = checkFiles(files, useSession().imports);
  const folder = useKnownFolder(model, checked.accepted, checked.usable && scope === "files");
  const ready = checked.usable && !folder.isAsked;
  const profiles = useComposeProfiles(model, folder.files, ready);
  const tables = useTables({ model }, folder.files, ready);
  const options = { scope, profiles: profiles.on, mappings: tables.sent };
  const send = useMutation({
    mutationFn: () => sendFiles(model, folder.files, { ...options, choices }),
    onSuccess: (job) => {
      storeJob(client, job);
      void client.invalidateQueries({ queryKey: [...keys.model(model), "imports"] });
      onStarted(job.id);
      onClose();
    },
  });
  const look = useMutation({
    mutationFn: () => previewFiles(model, folder.files, options),
    onSuccess: (job) => storeJob(client, job),
  });
  const previewed = look.data;
  const title = `Import into ${name}`;
  if (tables.current && !previewed) {
    return (
      <Modal opened onClose={onClose} title={title} size="lg">
        <MapColumns tables={tables} table={tables.current} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) send.mutate();
        }}
      >
        {previewed ? (
          <ImportPreview
            job={previewed.id}
            choices={choices}
            onAgain={() => look.mutate()}
            onChoose={(id, side) => setChoices((before) => ({ ...before, [id]: side }))}
          />
        ) : (
          <Choice
            files={files}
            checked={checked}
            onFiles={onFiles}
            scope={scope}
            onScope={setScope}
          >
            <FolderChoice known={folder} />
            <TableList tables={tables} />
            <ProfileChoice
              profiles={profiles.named}
              value={profiles.on}
              onChange={profiles.choose}
            />
          </Choice>
        )}
        <Actions
          fault={send.error ?? look.error}
          previewed={previewed !== undefined}
          ready={ready}
          looking={look.isPending}
          sending={send.isPending}
          onBack={() => look.reset()}
          onLook={() => look.mutate()}
          onClose={onClose}
        />
      </form>
    </Modal>
  );
}

interface ActionsProps {
  fault: Error | null;
  previewed: boolean;
  ready: boolean;
  looking: boolean;
  sending: boolean;
  onBack: () => void;
  onLook: () => void;
  onClose: () => void;
}

function Actions(props: ActionsProps) {
  const { fault, previewed, ready, looking, sending, onBack, onLook, onClose } = props;
  return (
    <>
      {fault && (
        <p role="alert" className={forms.fault}>
          {messageOf(fault)}
        </p>
      )}
      <div className={forms.actions}>
        <Button variant="default" onClick={previewed ? onBack : onClose}>
          {previewed ? "Back" : "Cancel"}
        </Button>
        {!previewed && (
          <Button variant="default" disabled={!ready} loading={looking} onClick={onLook}>
            Preview changes
          </Button>
        )}
        <Button
          type="submit"
          disabled={!ready}
          loading={sending}
          data-autofocus={ready || undefined}
        >
          Import
        </Button>
      </div>
    </>
  );
}

interface ChoiceProps {
  files: readonly Candidate[];
  checked: ReturnType<typeof checkFiles>;
  onFiles: (files: Candidate[]) => void;
  scope: ImportScope;
  onScope: (scope: ImportScope) => void;
  /** Further choices, below. */
  children: ReactNode;
}

function Choice({ files, checked, onFiles, scope, onScope, children }: ChoiceProps) {
  return (
    <>
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
      {files.length > 0 && <ScopeChoice value={scope} onChange={onScope} />}
      {children}
    </>
  );
}
