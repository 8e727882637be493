/** PASTA: seven stages from business objectives to countermeasures, each computed from the model and completed by people. */
import { IconFileText, IconListNumbers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
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
  const failed = query.error ?? outlines.error;
  const retry = () => Promise.all([query.refetch(), outlines.refetch()]);
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
      ) : failed && !(stages && outlines.data) ? (
        <ErrorState error={failed} onRetry={() => void retry()} />
      ) : outlines.data ? (
        <Stages outlines={outlines.data} stages={stages} named={address.stage} />
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
}

function Stages({ outlines, stages, named }: StagesProps) {
  const number = (stages ? stageOf(stages, named) : outlineOf(outlines, named))?.number;
  const outline = outlines.find((one) => one.number === number);
  if (!outline) return null;
  return (
    <div className={classes.layout}>
      <StageRail outlines={outlines} stages={stages} open={outline.number} />
      <StageContent
        key={outline.number}
        outline={outline}
        stage={stages?.find((one) => one.number === number)}
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
