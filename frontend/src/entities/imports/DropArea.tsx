/** The dashed area that invites files; the page around it takes the drop. */
import { IconFileImport } from "@tabler/icons-react";
import { useSession } from "@/session/session";
import { useTouch } from "@/ui/useTouch";
import { FileButtons } from "./FileButtons";
import { type Candidate, formatBytes } from "./importFiles";
import classes from "./imports.module.css";

interface DropAreaProps {
  onFiles: (files: Candidate[]) => void;
  /** `slim` is one line, for adding to files that are chosen already. */
  size?: "page" | "compact" | "slim";
}

export function DropArea({ onFiles, size = "compact" }: DropAreaProps) {
  const { imports } = useSession();
  const touch = useTouch();
  const title = touch
    ? "Import compose or Kubernetes files"
    : "Drop compose or Kubernetes files here";
  const more = touch ? "Add more files" : "Drop more files";
  return (
    <div className={classes.area} data-size={size}>
      <IconFileImport
        className={classes.areaIcon}
        size={size === "page" ? 28 : 22}
        stroke={1.5}
        aria-hidden="true"
      />
      <p className={classes.areaTitle}>{size === "slim" ? more : title}</p>
      {size !== "slim" && (
        <p className={classes.areaHint}>
          YAML or JSON, up to {formatBytes(imports.max_bytes)}. Values of secrets are never stored.
        </p>
      )}
      <FileButtons onFiles={onFiles} />
    </div>
  );
}
