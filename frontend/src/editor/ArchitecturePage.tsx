/** The architecture of a model: reads the snapshot and the catalogue, then draws them. */
import { Button } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { catalogueQuery } from "../api/queries";
import { kindsFrom } from "../model/kinds";
import { EmptyState } from "../ui/EmptyState";
import { ErrorState } from "../ui/ErrorState";
import { Page } from "../ui/Page";
import { useModel } from "../ui/useModel";
import { Editor } from "./Editor";
import { EditorSkeleton } from "./EditorSkeleton";
import { architectureQuery } from "./queries";

export default function ArchitecturePage() {
  const { id } = useModel();
  return (
    <Page title="Architecture" width="fill">
      <ArchitectureBody model={id} />
    </Page>
  );
}

function ArchitectureBody({ model }: { model: string }) {
  const architecture = useQuery(architectureQuery(model));
  const catalogue = useQuery(catalogueQuery());
  const kinds = useMemo(() => kindsFrom(catalogue.data?.kinds ?? []), [catalogue.data]);
  if (architecture.error && !architecture.data) {
    return <ErrorState error={architecture.error} onRetry={() => void architecture.refetch()} />;
  }
  if (!architecture.data || catalogue.isPending) return <EditorSkeleton />;
  if (architecture.data.elements.every((element) => element.gone))
    return <NothingDrawn model={model} />;
  return <Editor model={model} snapshot={architecture.data} kinds={kinds} />;
}

function NothingDrawn({ model }: { model: string }) {
  return (
    <EmptyState
      icon={<IconFileImport size={20} />}
      title="Nothing to draw yet"
      action={
        <Button component={Link} to={`/m/${model}/imports`}>
          Import files
        </Button>
      }
    >
      Import a compose file or Kubernetes manifests. Bulkhead reads the containers, networks and
      data flows from them and draws the architecture.
    </EmptyState>
  );
}
