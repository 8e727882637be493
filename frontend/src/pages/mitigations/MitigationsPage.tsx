/** Every mitigation of the model: who has it, until when, how far it is, and what it treats. */
import { Button } from "@mantine/core";
import { IconShieldPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import type { Mitigation } from "@/api/types";
import { mitigationsQuery } from "@/entities/mitigations/queries";
import { useModel } from "@/session/useModel";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { MITIGATION_COLUMNS } from "./mitigationColumns";
import { useMitigationFilters } from "./useMitigationFilters";

const MitigationDrawer = lazyWithRetry(() => import("@/entities/mitigations/MitigationDrawer"));

const KEPT = ["open"];

export default function MitigationsPage() {
  const { id, row } = useModel();
  const params = useListParams({ keep: KEPT });
  const query = useQuery(mitigationsQuery(id, params.query));
  const filters = useMitigationFilters();
  const [address, setAddress] = useSearchParams();
  const opened = Number(address.open) || null;
  const show = (number: number | null): void =>
    setAddress((now) => ({ ...now, open: number === null ? undefined : String(number) }));
  const count = query.data?.count;
  return (
    <Page title="Mitigations">
      <PageHeader
        title="Mitigations"
        meta={
          count !== undefined &&
          `${count.toLocaleString("en-US")} ${params.narrowed ? "matching" : "total"}`
        }
        description="What the team does about its threats. One mitigation may treat many of them."
      />
      <FilterBar params={params} filters={filters} searchLabel="Search title or number" />
      <DataTable<Mitigation>
        label={row ? `Mitigations of ${row.name}` : "Mitigations"}
        columns={MITIGATION_COLUMNS}
        query={query}
        params={params}
        rowKey={(mitigation) => String(mitigation.number)}
        selectedKey={opened === null ? undefined : String(opened)}
        onOpen={(mitigation) => show(mitigation.number)}
        empty={<NoMitigations model={id} />}
      />
      {opened !== null && (
        <Suspense>
          <MitigationDrawer model={id} number={opened} onClose={() => show(null)} />
        </Suspense>
      )}
    </Page>
  );
}

function NoMitigations({ model }: { model: string }) {
  return (
    <EmptyState
      icon={<IconShieldPlus size={20} />}
      title="No mitigations yet"
      action={
        <Button component={Link} to={`/m/${model}/analysis`}>
          Go through the threats
        </Button>
      }
    >
      Propose them from the controls suggested for each threat, or in your own words.
    </EmptyState>
  );
}
