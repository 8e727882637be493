/** Whether files are newer versions of those that the model knows in another folder. */
import { Radio } from "@mantine/core";
import { counted } from "@/model/labels/counted";
import classes from "./imports.module.css";
import { type FolderAnswer, folderText } from "./knownFolder";
import type { KnownFolder } from "./useKnownFolder";

export function FolderChoice({ known }: { known: KnownFolder }) {
  const { match, answer, choose } = known;
  if (!match) return null;
  return (
    <Radio.Group
      label={`The model knows ${counted(match.files, "file")} of these names ${folderText(match.known_as)}`}
      value={answer}
      onChange={(next) => choose(next as FolderAnswer)}
      size="sm"
      required
    >
      <div className={classes.scopes}>
        <Radio
          value="newer"
          label="These are newer versions"
          description="They replace those, and can show that mitigations are done"
        />
        <Radio
          value="other"
          label="These are other files"
          description={`Both are kept; these ${folderText(match.sent_as)}`}
        />
      </div>
    </Radio.Group>
  );
}
