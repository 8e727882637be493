/** The events of an audit log: the filters that every log has, and the table. */
import { IconHistory } from "@tabler/icons-react";
import type { AuditEvent } from "@/api/types";
import { DataTable, type ListQuery } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import type { ListParams } from "@/ui/useListParams";
import { AUDIT_COLUMNS } from "./auditColumns";
import { DayFilter } from "./DayFilter";

interface AuditEventsProps {
  label: string;
  query: ListQuery<AuditEvent>;
  params: ListParams;
  filters: readonly Filter[];
  /** What an empty log says will be in it. */
  empty: string;
}

export function AuditEvents({ label, query, params, filters, empty }: AuditEventsProps) {
  return (
    <>
      <FilterBar params={params} filters={filters} searchLabel="Search who, what or address">
        <DayFilter id="since" label="From" params={params} />
        <DayFilter id="until" label="To" params={params} />
      </FilterBar>
      <DataTable
        label={label}
        columns={AUDIT_COLUMNS}
        query={query}
        params={params}
        rowKey={(event) => event.id}
        empty={
          <EmptyState icon={<IconHistory size={20} />} title="No events yet">
            {empty}
          </EmptyState>
        }
      />
    </>
  );
}
