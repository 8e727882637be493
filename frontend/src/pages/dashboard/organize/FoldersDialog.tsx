/** The folders of the models of a team: new ones, other names, and which are no longer needed. */
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconCheck, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import type { ModelFacets } from "@/api/types";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import classes from "./organize.module.css";
import { FOLDER_LENGTH } from "./organizeLimits";
import { createFolder, deleteFolder, renameFolder } from "./queries";

type Folder = ModelFacets["folders"][number];

interface FoldersDialogProps {
  team: string;
  folders: readonly Folder[];
  onClose: () => void;
}

export default function FoldersDialog({ team, folders, onClose }: FoldersDialogProps) {
  return (
    <Modal opened onClose={onClose} title="Folders">
      <div className={forms.form}>
        <NewFolder team={team} />
        {folders.length > 0 && (
          <ul className={classes.folders} aria-label="Folders">
            {folders.map((folder) => (
              <FolderRow key={folder.id} team={team} folder={folder} />
            ))}
          </ul>
        )}
        <p className={classes.note}>Models stay when their folder is deleted.</p>
      </div>
    </Modal>
  );
}

function useFolderChange<Input>(team: string, change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.team(team) }),
  });
}

function NewFolder({ team }: { team: string }) {
  const [name, setName] = useState("");
  const create = useFolderChange(team, () => createFolder(team, name.trim()));
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate(undefined, { onSuccess: () => setName("") });
  };
  return (
    <form className={classes.folder} onSubmit={onSubmit}>
      <TextInput
        className={classes.name}
        aria-label="New folder"
        placeholder="New folder"
        value={name}
        maxLength={FOLDER_LENGTH}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(create.error, "name")}
        data-autofocus
      />
      <Button type="submit" disabled={!name.trim()} loading={create.isPending}>
        Create
      </Button>
    </form>
  );
}

function FolderRow({ team, folder }: { team: string; folder: Folder }) {
  const [name, setName] = useState(folder.name);
  const rename = useFolderChange(team, () => renameFolder(team, folder.id, name.trim()));
  const remove = useFolderChange(team, () => deleteFolder(team, folder.id));
  const changed = name.trim() !== folder.name && name.trim() !== "";
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (changed) rename.mutate(undefined);
  };
  return (
    <li>
      <form className={classes.folder} onSubmit={onSubmit}>
        <TextInput
          className={classes.name}
          aria-label={`Name of ${folder.name}`}
          value={name}
          maxLength={FOLDER_LENGTH}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(rename.error ?? remove.error, "name")}
        />
        <span className={classes.count}>
          {folder.count} {folder.count === 1 ? "model" : "models"}
        </span>
        <ActionIcon
          type="submit"
          aria-label={`Save the name of ${folder.name}`}
          disabled={!changed}
          loading={rename.isPending}
        >
          <IconCheck size={16} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon
          color="danger"
          aria-label={`Delete the folder ${folder.name}`}
          loading={remove.isPending}
          onClick={() => remove.mutate(undefined)}
        >
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      </form>
    </li>
  );
}
