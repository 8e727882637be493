/** Covers the page while files are dragged over it, and says what letting go does. */
import { IconFileImport } from "@tabler/icons-react";
import classes from "./imports.module.css";

export function DropOverlay({ visible, label }: { visible: boolean; label: string }) {
  if (!visible) return null;
  return (
    <div className={classes.overlay} aria-hidden="true">
      <div className={classes.overlayFrame}>
        <IconFileImport size={28} stroke={1.5} />
        <span className={classes.overlayTitle}>{label}</span>
        <span className={classes.overlayHint}>
          Compose files, Kubernetes manifests, Dockerfiles, scanner reports, or a folder of them
        </span>
      </div>
    </div>
  );
}
