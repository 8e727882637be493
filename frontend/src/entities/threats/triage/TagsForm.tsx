/** Puts tags on the selected threats, and takes others off. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { tagsQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { TagsInput } from "@/ui/TagsInput";
import { TriageFormFrame } from "./TriageFormFrame";
import type { TriageFormProps } from "./triageForm";

const LONGEST = 40;

export function TagsForm({ isPending, submit, onCancel }: TriageFormProps) {
  const { id } = useModel();
  const known = useQuery(tagsQuery(id)).data?.map((tag) => tag.name) ?? [];
  const [added, setAdded] = useState<string[]>([]);
  const [removed, setRemoved] = useState<string[]>([]);
  const [refused, setRefused] = useState(false);
  const nothing = added.length + removed.length === 0;
  const onSubmit = (): void => {
    if (nothing) setRefused(true);
    else submit({ tags_add: added, tags_remove: removed }, "Tags changed");
  };
  const shared = { data: known, maxLength: LONGEST, clearable: true, acceptValueOnBlur: true };
  return (
    <TriageFormFrame submitLabel="Save tags" {...{ isPending, onSubmit, onCancel }}>
      <TagsInput
        {...shared}
        data-autofocus
        label="Add"
        description="Type a tag and press Enter."
        value={added}
        error={refused && nothing && "Enter a tag to add or remove"}
        onChange={setAdded}
      />
      <TagsInput {...shared} label="Remove" value={removed} onChange={setRemoved} />
    </TriageFormFrame>
  );
}
