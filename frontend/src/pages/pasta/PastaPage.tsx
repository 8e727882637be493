/** PASTA: seven stages from business objectives to countermeasures, each computed from the model and completed by people. */
import { IconFileText, IconListNumbers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
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
import { stagesQuery } from "./queries";
import { StageContent } from "./StageContent";
import { StageRail } from "./StageRail";
import { reviewProgress, stageOf } from "./stageStatuses";

const PastaDocument = lazyWithRetry(() => import("./document/PastaDocument"));

const DOCUMENT = "document";

export default function PastaPage() {
  const { id, canEdit } = useModel();
  const [address] = useSearchParams();
  const asDocument = firstOf(address as never, "view") === DOCUMENT;
  const query = useQuery({ ...stagesQuery(id), enabled: !asDocument });
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
      ) : query.error && !stages ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : stages ? (
        <Stages stage={stageOf(stages, address.stage)} stages={stages} />
      ) : (
        <PastaSkeleton />
      )}
    </Page>
  );
}

interface StagesProps {
  stage: ReturnType<typeof stageOf>;
  stages: Parameters<typeof stageOf>[0];
}

function Stages({ stage, stages }: StagesProps) {
  if (!stage) return null;
  return (
    <div className={classes.layout}>
      <StageRail stages={stages} open={stage.number} />
      <StageContent key={stage.number} stage={stage} />
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
