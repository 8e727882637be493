/** The data of the model: what there is, how sensitive, about whom and where, and what names suggest besides. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { catalogueQuery } from "@/api/queries";
import type { DataSetRow } from "@/api/types";
import { dataSetsQuery, suggestionsQuery } from "@/entities/dataSets/queries";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DataTable } from "@/ui/DataTable";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { dataSetColumns } from "./dataSetColumns";
import { DATA_FILTERS } from "./dataSetFilters";
import { NoDataSets } from "./NoDataSets";
import { SuggestionList } from "./SuggestionList";

const DataSetDrawer = lazyWithRetry(() => import("./DataSetDrawer"));

const KEPT = ["open"];
export const NEW = "new";

export default function DataSetsPage() {
  const { id, row, canEdit } = useModel();
  const params = useListParams({ keep: KEPT });
  const query = useQuery(dataSetsQuery(id, params.query));
  const suggestions = useQuery(suggestionsQuery(id));
  const words = useQuery(catalogueQuery()).data?.data;
  const [address, setAddress] = useSearchParams();
  const opened = typeof address.open === "string" ? address.open : null;
  const show = (open: string | null): void =>
    setAddress((now) => ({ ...now, open: open ?? undefined }));
  const count = query.data?.count;
  const none = count === 0 && !params.narrowed;
  return (
    <Page title="Data">
      <PageHeader
        title="Data"
        meta={
          count
            ? `${count.toLocaleString("en-US")} ${params.narrowed ? "matching" : "total"}`
            : null
        }
        description="The data of this model: classification, data subjects and location. Privacy threats are based on it."
        actions={
          canEdit &&
          !none && (
            <Button
              leftSection={<IconPlus size={15} aria-hidden="true" />}
              onClick={() => show(NEW)}
            >
              Add data set
            </Button>
          )
        }
      />
      <SuggestionList query={suggestions} words={words} />
      {!none && (
        <FilterBar params={params} filters={DATA_FILTERS} searchLabel="Search name or purpose" />
      )}
      <DataTable<DataSetRow>
        label={row ? `Data sets of ${row.name}` : "Data sets"}
        columns={dataSetColumns(words)}
        query={query}
        params={params}
        rowKey={(one) => one.uid}
        selectedKey={opened ?? undefined}
        onOpen={(one) => show(one.uid)}
        empty={<NoDataSets suggested={suggestions.data?.length ?? null} onAdd={() => show(NEW)} />}
      />
      {opened !== null && (
        <Suspense>
          <DataSetDrawer model={id} open={opened} onOpen={show} onClose={() => show(null)} />
        </Suspense>
      )}
    </Page>
  );
}
