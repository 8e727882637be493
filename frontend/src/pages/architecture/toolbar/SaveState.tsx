/** Whether what one did is safe: always in sight, and said to screen readers when it changes for long. */
import { Tooltip } from "@mantine/core";
import {
  IconCloudCheck,
  IconCloudOff,
  IconCloudSearch,
  IconCloudUpload,
  IconEye,
  IconPlugConnectedX,
} from "@tabler/icons-react";
import type { Document } from "../editorState/useDocument";
import { type SaveStatus, saveStatus } from "./saveStatus";
import classes from "./toolbar.module.css";

const GLYPHS: Record<SaveStatus["tone"], typeof IconEye> = {
  checking: IconCloudSearch,
  saved: IconCloudCheck,
  posted: IconCloudCheck,
  saving: IconCloudUpload,
  offline: IconCloudOff,
  reconnecting: IconPlugConnectedX,
  viewing: IconEye,
};

interface SaveStateProps {
  document: Pick<Document, "saving" | "canEdit">;
  narrow: boolean;
}

export function SaveState({ document, narrow }: SaveStateProps) {
  const { tone, words, meaning } = saveStatus(document.saving, document.canEdit);
  const Glyph = GLYPHS[tone];
  const wordless = narrow && ["checking", "saved", "saving", "viewing"].includes(tone);
  return (
    <Tooltip label={meaning} multiline maw={280}>
      <div className={classes.save} data-tone={tone} role="status" aria-label="Changes">
        <Glyph size={16} stroke={1.7} aria-hidden="true" />
        <span className={wordless ? classes.unseen : undefined}>{words}</span>
      </div>
    </Tooltip>
  );
}
