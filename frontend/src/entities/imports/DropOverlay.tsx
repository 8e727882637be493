/** Covers the page while files are dragged over it, and says what letting go does. */
import { IconFileImport } from "@tabler/icons-react";
import classes from "./imports.module.css";

interface DropOverlayProps {
  visible: boolean;
  label: string;
  hint?: string | undefined;
}

const FILES =
  "Compose files, Kubernetes manifests, Dockerfiles, scanner reports, models of other tools, or a folder of them";

export function DropOverlay({ visible, label, hint = FILES }: DropOverlayProps) {
  if (!visible) return null;
  return (
    <div className={classes.overlay} aria-hidden="true">
      <div className={classes.overlayFrame}>
        <IconFileImport size={28} stroke={1.5} />
        <span className={classes.overlayTitle}>{label}</span>
        <span className={classes.overlayHint}>{hint}</span>
      </div>
    </div>
  );
}
