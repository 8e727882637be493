/** The words that people put on a mitigation, changed in place. */
import { useQuery } from "@tanstack/react-query";
import type { Mitigation } from "@/api/types";
import { useModel } from "@/session/useModel";
import { TagsInput } from "@/ui/TagsInput";
import classes from "./fields.module.css";
import { mitigationTagsQuery } from "./queries";
import { useMitigationChange } from "./useMitigationChange";

const LONGEST = 40;
const MOST = 20;

export function TagsField({ mitigation }: { mitigation: Mitigation }) {
  const { id, canEdit } = useModel();
  const known = useQuery(mitigationTagsQuery(id)).data?.map((tag) => tag.name) ?? [];
  const { change, conflict } = useMitigationChange(mitigation);
  const { number, tags } = mitigation;
  if (!canEdit) return tags.join(", ") || <span className={classes.empty}>No tags</span>;
  return (
    <>
      <TagsInput
        variant="unstyled"
        size="sm"
        aria-label={`Tags of M${number}`}
        placeholder={tags.length === 0 ? "No tags" : ""}
        data={known}
        maxLength={LONGEST}
        maxTags={MOST}
        acceptValueOnBlur
        value={tags}
        onChange={(next) => change({ tags: next })}
      />
      {conflict}
    </>
  );
}
