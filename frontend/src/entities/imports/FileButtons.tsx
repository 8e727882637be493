/** The ways to choose files without dragging: single files, or a folder. */
import { Button } from "@mantine/core";
import { type ChangeEvent, useRef } from "react";
import { type Candidate, fromInput } from "./importFiles";
import classes from "./imports.module.css";

export function FileButtons({ onFiles }: { onFiles: (files: Candidate[]) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    if (event.currentTarget.files) onFiles(fromInput(event.currentTarget.files));
    // Choosing the same file again must count as a change.
    event.currentTarget.value = "";
  };
  return (
    <span className={classes.buttons}>
      <Button variant="default" onClick={() => files.current?.click()}>
        Choose files
      </Button>
      <Button variant="subtle" color="gray" onClick={() => folder.current?.click()}>
        Choose a folder
      </Button>
      <input
        ref={files}
        className={classes.file}
        type="file"
        multiple
        onChange={take}
        aria-label="Files to import"
        tabIndex={-1}
      />
      <input
        ref={folder}
        className={classes.file}
        type="file"
        onChange={take}
        aria-label="Folder to import"
        tabIndex={-1}
        {...{ webkitdirectory: "" }}
      />
    </span>
  );
}
