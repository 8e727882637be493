/** Moves the selected models to a folder, gives them an owner, or tags them. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { messageOf } from "@/api/errors";
import { keys } from "@/api/queries";
import type { ModelFacets, ModelRow, Person } from "@/api/types";
import { MemberSelect, NOBODY } from "@/entities/people/MemberSelect";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { TagsInput } from "@/ui/TagsInput";
import { toast } from "@/ui/toast";
import { FolderField } from "./FolderField";
import { TAG_LENGTH } from "./organizeLimits";
import { changeModels, folderNamed, type ModelsChange } from "./queries";

export type OrganizeMode = "folder" | "owner" | "tags";

const TITLES: Readonly<Record<OrganizeMode, string>> = {
  folder: "Move to a folder",
  owner: "Assign an owner",
  tags: "Change tags",
};

interface OrganizeDialogProps {
  mode: OrganizeMode;
  team: string;
  models: readonly ModelRow[];
  facets: ModelFacets | undefined;
  people: readonly Person[];
  onClose: () => void;
  onDone: () => void;
}

export default function OrganizeDialog(props: OrganizeDialogProps) {
  const { mode, team, models, onClose, onDone } = props;
  const client = useQueryClient();
  const form = useForm(props);
  const save = useMutation({
    mutationFn: async () =>
      changeModels(
        team,
        models.map((one) => one.id),
        await form.change(),
      ),
    // A new folder may be there although the models could not be moved.
    onSettled: () => void client.invalidateQueries({ queryKey: keys.team(team) }),
    onSuccess: ({ changed }) => {
      toast.success(`${changed} ${changed === 1 ? "model" : "models"} changed`);
      onDone();
      onClose();
    },
  });
  const count = models.length === 1 ? (models[0]?.name ?? "") : `${models.length} models`;
  return (
    <Modal opened onClose={onClose} title={`${TITLES[mode]}: ${count}`}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {form.fields}
        {save.error && (
          <p className={forms.fault} role="alert">
            {messageOf(save.error)}
          </p>
        )}
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!form.ready}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface Form {
  fields: ReactNode;
  ready: boolean;
  change: () => Promise<ModelsChange>;
}

function useForm({ mode, team, facets, people, models }: OrganizeDialogProps): Form {
  const client = useQueryClient();
  const folders = facets?.folders ?? [];
  const [folder, setFolder] = useState("");
  const [owner, setOwner] = useState<string | null>(null);
  const [added, setAdded] = useState<string[]>([]);
  const [removed, setRemoved] = useState<string[]>([]);
  if (mode === "folder")
    return {
      fields: <FolderField folders={folders} value={folder} onChange={setFolder} autoFocus />,
      ready: true,
      change: async () => ({ folder: await folderNamed(client, team, folder) }),
    };
  if (mode === "owner")
    return {
      fields: (
        <MemberSelect
          people={people}
          label="Owner"
          nobody="No owner"
          autoFocus
          value={owner}
          onChange={setOwner}
        />
      ),
      ready: owner !== null,
      change: async () => ({ owner: owner === NOBODY ? null : owner }),
    };
  const known = facets?.tags.map((tag) => tag.name) ?? [];
  const shared = { maxLength: TAG_LENGTH, clearable: true, acceptValueOnBlur: true };
  return {
    fields: (
      <>
        <TagsInput
          {...shared}
          data={known}
          data-autofocus
          label="Add"
          description="Type a tag and press Enter."
          value={added}
          onChange={setAdded}
        />
        <TagsInput
          {...shared}
          data={[...new Set(models.flatMap((one) => one.tags))]}
          label="Remove"
          value={removed}
          onChange={setRemoved}
        />
      </>
    ),
    ready: added.length + removed.length > 0,
    change: async () => ({ tags_add: added, tags_remove: removed }),
  };
}
