/** PASTA: seven stages from business objectives to countermeasures, each computed from the model and completed by people. */
import { IconFileText, IconListNumbers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import type { Stage, StageOutline } from "@/api/types";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { PastaDownload } from "./document/PastaDownload";
import { PastaSkeleton } from "./PastaSkeleton";
import classes from "./pasta.module.css";
import { outlinesQuery, stagesQuery } from "./queries";
import { StageContent } from "./StageContent";
import { StageRail } from "./StageRail";
import { outlineOf, reviewProgress, stageOf } from "./stageStatuses";

const PastaDocument = lazyWithRetry(() => import("./document/PastaDocument"));

const DOCUMENT = "document";

export default function PastaPage() {
  const { id, canEdit } = useModel();
  const [address] = useSearchParams();
  const asDocument = firstOf(address as never, "view") === DOCUMENT;
  const query = useQuery({ ...stagesQuery(id), enabled: !asDocument });
  const outlines = useQuery({ ...outlinesQuery(id), enabled: !asDocument });
  const stages = query.data;
  return (
    <Page title={asDocument ? "PASTA document" : "PASTA"}>
      <PageHeader
        title="PASTA"
        meta={stages ? reviewProgress(stages) : null}
        description="Seven stages from business objectives to countermeasures. The model fills what it knows; people add the rest and approve."
        actions={
          <>
            {canEdit && <PastaDownload />}
            <ViewLink asDocument={asDocument} />
          </>
        }
      />
      {asDocument ? (
        <Suspense fallback={<PastaSkeleton />}>
          <PastaDocument />
        </Suspense>
      ) : outlines.data ? (
        <Stages
          outlines={outlines.data}
          stages={stages}
          named={address.stage}
          error={stages ? null : query.error}
          onRetry={() => void query.refetch()}
        />
      ) : outlines.error ? (
        <ErrorState error={outlines.error} onRetry={() => void outlines.refetch()} />
      ) : (
        <PastaSkeleton />
      )}
    </Page>
  );
}

interface StagesProps {
  outlines: readonly StageOutline[];
  stages: readonly Stage[] | undefined;
  named: unknown;
  /** Why the stages could not be computed; what people write needs no computation. */
  error: Error | null;
  onRetry: () => void;
}

function Stages({ outlines, stages, named, error, onRetry }: StagesProps) {
  // The stage that was open before any was computed stays: someone may be writing in it.
  const [first] = useState(() => (stages ? undefined : outlineOf(outlines, named)?.number));
  const chosen = outlines.find((one) => one.number === Number(named))?.number ?? first;
  const number = chosen ?? (stages && stageOf(stages, named)?.number);
  const outline = outlines.find((one) => one.number === number);
  if (!outline) return null;
  return (
    <div className={classes.layout}>
      <StageRail
        outlines={outlines}
        stages={stages}
        open={outline.number}
        failed={error !== null}
      />
      <StageContent
        key={outline.number}
        outline={outline}
        stage={stages?.find((one) => one.number === number)}
        error={error}
        onRetry={onRetry}
      />
    </div>
  );
}

function ViewLink({ asDocument }: { asDocument: boolean }) {
  const { id } = useModel();
  const Icon = asDocument ? IconListNumbers : IconFileText;
  return (
    <LinkButton
      variant="default"
      className={classes.screen}
      leftSection={<Icon size={15} aria-hidden="true" />}
      to="/m/$model/pasta"
      params={{ model: id }}
      search={asDocument ? {} : { view: DOCUMENT }}
    >
      {asDocument ? "Back to the stages" : "Read as one document"}
    </LinkButton>
  );
}
