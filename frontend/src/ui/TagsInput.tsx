/** A field of free words. */
import { TagsInput as MantineTagsInput, type TagsInputProps } from "@mantine/core";

/** The list of known words opens with the focus only if it has any: Escape would close an empty one that nobody sees. */
export function TagsInput(props: TagsInputProps) {
  const known = props.data ?? [];
  return <MantineTagsInput openOnFocus={known.length > 0} {...props} />;
}
