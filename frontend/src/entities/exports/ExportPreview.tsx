/** What is lost or changed in the file of a format, counted for this model. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ExportFormat } from "@/api/types";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./exports.module.css";
import { exportPreviewQuery } from "./queries";

interface ExportPreviewProps {
  model: string;
  format: ExportFormat;
}

export function ExportPreview({ model, format }: ExportPreviewProps) {
  const preview = useQuery(exportPreviewQuery(model, format.id));
  return (
    <section className={classes.preview} aria-label={`Lost or changed in ${format.name}`}>
      <h3 className={classes.heading}>Lost or changed in the file</h3>
      <p className={classes.note}>{format.left_out}</p>
      {preview.isError && (
        <ErrorState error={preview.error} size="compact" onRetry={() => void preview.refetch()} />
      )}
      {preview.isPending && <Skeleton height={54} />}
      <div aria-live="polite">
        {preview.data && (
          <>
            {preview.data.losses.length > 0 && (
              <ul className={classes.losses}>
                {preview.data.losses.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
            <p className={classes.note}>File size: {sizeText(preview.data.size_bytes)}</p>
          </>
        )}
      </div>
    </section>
  );
}

/** The size of a file as people read it: 812 B, 42 kB, 1.3 MB. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
