/** The audit log of the instance: sign-ins, passwords and accounts. Teams have logs of their own. */
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { ACCOUNT_ACTIONS } from "../audit/actions";
import { AUDIT_COLUMNS } from "../audit/auditColumns";
import { DayFilter } from "../audit/DayFilter";
import { DataTable } from "../ui/DataTable";
import { EmptyState } from "../ui/EmptyState";
import { FilterBar } from "../ui/FilterBar";
import { useListParams } from "../ui/useListParams";
import { instanceEventsQuery } from "./queries";

const KEPT = ["tab"];
const FILTERS = [{ id: "action", label: "Action", options: ACCOUNT_ACTIONS }];

export default function LogTab() {
  const params = useListParams({ keep: KEPT });
  const query = useQuery(instanceEventsQuery(params.query));
  return (
    <>
      <FilterBar params={params} filters={FILTERS} searchLabel="Search who, what or address">
        <DayFilter id="since" label="From" params={params} />
        <DayFilter id="until" label="To" params={params} />
      </FilterBar>
      <DataTable
        label="Audit log of the instance"
        columns={AUDIT_COLUMNS}
        query={query}
        params={params}
        rowKey={(event) => event.id}
        empty={
          <EmptyState icon={<IconHistory size={20} />} title="No events yet">
            Sign-ins and changes of accounts will be listed here.
          </EmptyState>
        }
      />
    </>
  );
}
