/** The architecture of a model: the document as it is read and changed, drawn. */
import { Button, VisuallyHidden } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { TourHost } from "@/entities/tour/TourHost";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { useSearchParams } from "@/ui/useSearchParams";
import { Editor } from "./Editor";
import { EditorSkeleton } from "./EditorSkeleton";
import { useDocument } from "./editorState/useDocument";

export default function ArchitecturePage() {
  const { id, row } = useModel();
  return (
    <Page title={row ? `Architecture · ${row.name}` : "Architecture"} width="fill">
      <VisuallyHidden component="h1">Architecture{row && ` of ${row.name}`}</VisuallyHidden>
      <ArchitectureBody model={id} />
    </Page>
  );
}

function ArchitectureBody({ model }: { model: string }) {
  const { document, error, retry } = useDocument();
  const [search] = useSearchParams();
  if (error && !document) return <ErrorState error={error} onRetry={retry} />;
  if (!document) return <EditorSkeleton />;
  if (!document.canEdit && document.snapshot.elements.every((element) => element.gone))
    return <NothingDrawn model={model} />;
  return (
    <>
      <Editor model={model} document={document} />
      {/* Who follows a link to an attack path came for the path. */}
      {!search.path && <TourHost />}
    </>
  );
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
