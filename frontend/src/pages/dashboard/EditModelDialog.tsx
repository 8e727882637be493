/** Changes the name and description of a model, its folder, its owner and its tags. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys, membersQuery, modelFacetsQuery } from "@/api/queries";
import type { ModelRow } from "@/api/types";
import { MemberSelect, NOBODY } from "@/entities/people/MemberSelect";
import { NameAndTextDialog } from "@/ui/NameAndTextDialog";
import { TagsInput } from "@/ui/TagsInput";
import { FolderField } from "./organize/FolderField";
import { TAG_LENGTH, TAGS_MOST } from "./organize/organizeLimits";
import { folderNamed } from "./organize/queries";

interface EditModelDialogProps {
  model: ModelRow;
  onClose: () => void;
}

export default function EditModelDialog({ model, onClose }: EditModelDialogProps) {
  const team = model.team.id;
  const client = useQueryClient();
  const facets = useQuery(modelFacetsQuery(team)).data;
  const people = useQuery(membersQuery(team)).data?.results.map((member) => member.user) ?? [];
  const [folder, setFolder] = useState(model.folder?.name ?? "");
  const [owner, setOwner] = useState<string | null>(model.owner?.id ?? NOBODY);
  const [tags, setTags] = useState(model.tags);
  const folders = facets?.folders ?? [];
  const save = useMutation({
    mutationFn: async ({ name, text }: { name: string; text: string }) =>
      unwrap(
        api.PATCH("/api/models/{model}/", {
          params: { path: { model: model.id } },
          body: {
            name,
            description: text,
            folder: await folderNamed(client, team, folder),
            owner: owner === NOBODY ? null : owner,
            tags,
          },
        }),
      ),
    onSuccess: () => {
      onClose();
      void client.invalidateQueries({ queryKey: keys.model(model.id) });
    },
    // A new folder may be there although the model could not be saved.
    onSettled: () => void client.invalidateQueries({ queryKey: keys.team(team) }),
  });
  return (
    <NameAndTextDialog
      title="Edit details"
      text={{ label: "Description", field: "description" }}
      initial={{ name: model.name, text: model.description }}
      fault={save.error}
      pending={save.isPending}
      onSave={save.mutate}
      onClose={onClose}
    >
      <FolderField
        folders={folders}
        value={folder}
        onChange={setFolder}
        error={fieldError(save.error, "folder", false) ?? undefined}
      />
      <MemberSelect
        people={people}
        label="Owner"
        nobody="No owner"
        value={owner}
        onChange={setOwner}
        error={fieldError(save.error, "owner", false) ?? false}
      />
      <TagsInput
        label="Tags"
        description="Type a tag and press Enter."
        data={facets?.tags.map((tag) => tag.name) ?? []}
        maxLength={TAG_LENGTH}
        maxTags={TAGS_MOST}
        acceptValueOnBlur
        value={tags}
        onChange={setTags}
        error={fieldError(save.error, "tags", false)}
      />
    </NameAndTextDialog>
  );
}
