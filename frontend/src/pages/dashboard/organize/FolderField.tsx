/** Names a folder: one that the team has, or a new one. */
import { Autocomplete } from "@mantine/core";
import { FOLDER_LENGTH } from "./organizeLimits";
import type { Folder } from "./queries";

interface FolderFieldProps {
  folders: readonly Folder[];
  value: string;
  onChange: (name: string) => void;
  error?: string | undefined;
  autoFocus?: boolean;
}

export function FolderField({ folders, autoFocus, ...field }: FolderFieldProps) {
  return (
    <Autocomplete
      {...field}
      label="Folder"
      description="Choose a folder or type the name of a new one. Leave it empty for no folder."
      data={folders.map((one) => one.name)}
      openOnFocus={folders.length > 0}
      maxLength={FOLDER_LENGTH}
      clearable
      data-autofocus={autoFocus || undefined}
    />
  );
}
