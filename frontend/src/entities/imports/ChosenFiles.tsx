/** The files about to be imported, with what is wrong with them. */
import { ActionIcon } from "@mantine/core";
import { IconAlertTriangle, IconFile, IconX } from "@tabler/icons-react";
import { type Candidate, type CheckedFiles, formatBytes } from "./importFiles";
import classes from "./imports.module.css";

interface ChosenFilesProps {
  checked: CheckedFiles;
  onRemove: (file: Candidate) => void;
}

export function ChosenFiles({ checked, onRemove }: ChosenFilesProps) {
  const faults = new Map(checked.problems.map((problem) => [problem.path, problem.message]));
  const general = checked.problems.filter((problem) => problem.path === "");
  return (
    <div className={classes.chosen}>
      <div className={classes.chosenHead}>
        <span>{checked.accepted.length === 1 ? "1 file" : `${checked.accepted.length} files`}</span>
        <span>{formatBytes(checked.bytes)}</span>
      </div>
      <ul className={classes.fileList}>
        {checked.accepted.map((one) => (
          <li key={one.path} className={classes.fileRow} data-bad={faults.has(one.path)}>
            <IconFile size={15} stroke={1.5} aria-hidden="true" />
            <span className={classes.filePath}>
              {one.path}
              {faults.has(one.path) && (
                <span className={classes.fileFault}>{faults.get(one.path)}</span>
              )}
            </span>
            <span className={classes.fileSize}>{formatBytes(one.file.size)}</span>
            <ActionIcon size="sm" aria-label={`Remove ${one.path}`} onClick={() => onRemove(one)}>
              <IconX size={14} aria-hidden="true" />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {general.map((problem) => (
        <p key={problem.message} role="alert" className={classes.generalFault}>
          <IconAlertTriangle size={15} aria-hidden="true" />
          {problem.message}
        </p>
      ))}
    </div>
  );
}
