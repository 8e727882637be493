/** The audit log of the instance: sign-ins, passwords and accounts. Teams have logs of their own. */
import { useQuery } from "@tanstack/react-query";
import { AuditEvents } from "@/entities/audit/AuditEvents";
import { ACCOUNT_ACTIONS } from "@/entities/audit/auditActions";
import { useListParams } from "@/ui/useListParams";
import { instanceEventsQuery } from "./queries";

const KEPT = ["tab"];
const FILTERS = [{ id: "action", label: "Action", options: ACCOUNT_ACTIONS }];

export default function LogTab() {
  const params = useListParams({ keep: KEPT });
  return (
    <AuditEvents
      label="Audit log of the instance"
      query={useQuery(instanceEventsQuery(params.query))}
      params={params}
      filters={FILTERS}
      empty="Sign-ins and changes of accounts will be listed here."
    />
  );
}
