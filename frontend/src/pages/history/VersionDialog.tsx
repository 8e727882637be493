/** Gives a state a name, or changes the name and the note of a version. */
import type { Version } from "@/api/types";
import { useModel } from "@/session/useModel";
import { NameAndTextDialog } from "@/ui/NameAndTextDialog";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { saveVersion } from "./actions/saveVersion";

interface VersionDialogProps {
  /** The version to change; null for a new one. */
  version: Version | null;
  /** The state of a new version; null for the newest. */
  seq: number | null;
  onClose: () => void;
}

export default function VersionDialog({ version, seq, onClose }: VersionDialogProps) {
  const { id } = useModel();
  const save = useUndoableMutation(saveVersion, id);
  return (
    <NameAndTextDialog
      title={titleOf(version, seq)}
      placeholder="Release 1.4"
      text={{ label: "Note", field: "note", placeholder: "What this version is about" }}
      initial={{ name: version?.name ?? "", text: version?.note ?? "" }}
      fault={save.error}
      pending={save.isPending}
      onSave={({ name, text }) =>
        save.mutate({ id: version?.id ?? null, name, note: text, seq }, { onSuccess: onClose })
      }
      onClose={onClose}
    />
  );
}

function titleOf(version: Version | null, seq: number | null): string {
  if (version) return "Edit version";
  return seq === null ? "Save version" : `Save change ${seq} as version`;
}
