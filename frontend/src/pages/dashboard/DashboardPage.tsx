/** The models of a team: how threatened each is, and what is left to do. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, useMemo, useState } from "react";
import type { ModelRow, ReviewStatus } from "@/api/types";
import { DropOverlay } from "@/entities/imports/DropOverlay";
import type { Candidate } from "@/entities/imports/importFiles";
import { usePageDrop } from "@/entities/imports/usePageDrop";
import { reviewStatusesQuery } from "@/entities/reviews/queries";
import { hasRole } from "@/session/roles";
import { useCurrentTeam } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DataTable } from "@/ui/DataTable";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useShortcut } from "@/ui/useShortcut";
import { useTouch } from "@/ui/useTouch";
import { KeyMetrics } from "./KeyMetrics";
import { modelColumns } from "./modelColumns";
import { mostThreats } from "./modelSums";
import { NoModels } from "./NoModels";
import type { StartKind } from "./newModelOptions";
import { ListControls } from "./organize/ListControls";
import { OrganizeBar } from "./organize/OrganizeBar";
import { folderGroup, modelKey, useModelList } from "./useModelList";

const NewModelDialog = lazyWithRetry(() => import("./NewModelDialog"));

const DROP_HINT = "Drop compose or Kubernetes files anywhere on this page to start a new one.";
const NO_MODELS: readonly ModelRow[] = [];

export default function DashboardPage() {
  const { team } = useParams({ from: "/app/t/$team" });
  const editor = hasRole(useCurrentTeam()?.role, "editor");
  const navigate = useNavigate();
  const { params, query, filters, facets, people, selection, isGrouped } = useModelList(team);
  const [starting, setStarting] = useState<StartKind | null>(null);
  const [files, setFiles] = useState<Candidate[]>([]);
  const add = (more: Candidate[]) => {
    setFiles((current) => [...current, ...more]);
    setStarting("files");
  };
  const over = usePageDrop(add, editor);
  const create = () => setStarting("template");
  const close = () => {
    setStarting(null);
    setFiles([]);
  };
  useShortcut({ keys: "n", label: "New model", group: "Models", run: create }, editor);
  const touch = useTouch();
  const models = query.data?.results ?? NO_MODELS;
  const reviews = useReviews(team, models);
  const columns = useMemo(
    () => modelColumns({ most: mostThreats(models), reviews, withFolder: !isGrouped }),
    [models, reviews, isGrouped],
  );
  // Sums are shown only when they cover every model of the team.
  const whole = !params.narrowed && models.length > 1 && models.length === query.data?.count;
  const empty = query.data?.count === 0 && !params.narrowed;

  return (
    <Page title="Models">
      <PageHeader
        title="Models"
        meta={query.data?.count || undefined}
        description={editor && !empty && !touch ? DROP_HINT : undefined}
        actions={
          editor && (
            <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={create}>
              New model
            </Button>
          )
        }
      />
      {whole && <KeyMetrics team={team} models={models} />}
      {!empty && (
        <FilterBar params={params} filters={filters} searchLabel="Search models">
          <ListControls team={team} editor={editor} params={params} facets={facets} />
        </FilterBar>
      )}
      {editor && <OrganizeBar team={team} selection={selection} facets={facets} people={people} />}
      <DataTable
        label="Models"
        columns={columns}
        query={query}
        params={params}
        rowKey={modelKey}
        groupOf={isGrouped ? folderGroup : undefined}
        selection={editor ? selection : undefined}
        onOpen={(model) => void navigate({ to: "/m/$model", params: { model: model.id } })}
        empty={<NoModels editor={editor} onFiles={add} onStart={setStarting} />}
      />
      <DropOverlay visible={over} label="Drop to start a new model" />
      {starting && (
        <Suspense>
          <NewModelDialog
            team={team}
            kind={starting}
            onKind={setStarting}
            files={files}
            onFiles={setFiles}
            onClose={close}
          />
        </Suspense>
      )}
    </Page>
  );
}

/** Where the review of each of the models is, by the id of the model. */
function useReviews(team: string, models: readonly ModelRow[]): ReadonlyMap<string, ReviewStatus> {
  const ids = models.map((model) => model.id);
  const { data } = useQuery(reviewStatusesQuery(team, ids));
  return useMemo(() => new Map(data?.map((status) => [status.model, status])), [data]);
}
