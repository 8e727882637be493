/** The patch that resolves the threat: made when it is asked for, to copy or to save. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ThreatPatch as Patch, ThreatDetail } from "@/api/types";
import { patchQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { ArticleSection, Prose } from "@/ui/Article";
import { CodeBlock } from "@/ui/CodeBlock";
import { ErrorState } from "@/ui/ErrorState";
import { saveFile } from "@/ui/saveFile";
import classes from "./threat.module.css";

const ABOUT: Record<string, string> = {
  kustomize: "A kustomize patch",
  "compose-override": "An override file for Docker Compose",
};

export function ThreatPatch({ threat }: { threat: ThreatDetail }) {
  const { id } = useModel();
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    ...patchQuery(id, threat.number),
    enabled: asked,
  });
  if (threat.status === "resolved") return null;
  return (
    <ArticleSection title="Patch" action={data?.text && <Save patch={data} />}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Made patch={data} />
      ) : (
        <Button variant="default" loading={isFetching} onClick={() => setAsked(true)}>
          Create patch
        </Button>
      )}
    </ArticleSection>
  );
}

function Made({ patch }: { patch: Patch }) {
  if (!patch.text) return <Prose>{patch.reason}</Prose>;
  const count = patch.resolves.length;
  return (
    <div className={classes.patch}>
      <p className={classes.lead}>
        {ABOUT[patch.form]}, made from the model because imported files are not kept. To change the
        files themselves, run <code>bulkhead fix</code> on them.
      </p>
      <CodeBlock text={patch.text} label="patch" />
      <p className={classes.lead}>
        Resolves {count} {count === 1 ? "threat" : "threats"} and raises none
        {patch.remains.length > 0 && " besides those that remain"}.
      </p>
      <List title="Before you apply it" rows={patch.notes} />
      <List
        title="Remains, less severe"
        rows={patch.remains.map(({ severity, title }) => `${title} (${severity})`)}
      />
    </div>
  );
}

function List({ title, rows }: { title: string; rows: readonly string[] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <p className={classes.lead}>{title}:</p>
      <ul className={classes.notes}>
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
    </>
  );
}

function Save({ patch }: { patch: Patch }) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconDownload size={14} aria-hidden="true" />}
      onClick={() => saveFile(patch.name, new Blob([patch.text], { type: "application/yaml" }))}
    >
      Download
    </Button>
  );
}
