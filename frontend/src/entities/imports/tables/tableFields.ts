/** What tables list, and what their columns may hold, in words. No React. */
import { THREAT_STATUSES as FACTS } from "@/api/catalogue.gen";
import type { ImportedTable } from "@/api/types";
import { THREAT_STATUS_ORDER, THREAT_STATUSES } from "@/model/labels/threatStatuses";

/** What the rows of a table are; those of one that lists nothing are not imported. */
export type Lists = ImportedTable["lists"];

/** Fields whose values a person may give a meaning. */
export type ValueField = "severity" | "status" | "kind";

export const IGNORED = "ignore";

interface Choice {
  value: string;
  label: string;
}

const DROPPED: Choice = { value: IGNORED, label: "Do not import" };

export const FIELDS: Readonly<Record<Lists, readonly Choice[]>> = {
  threats: [
    { value: "title", label: "Title" },
    { value: "element", label: "Element" },
    { value: "severity", label: "Severity" },
    { value: "status", label: "Status" },
    { value: "category", label: "Category" },
    { value: "description", label: "Description" },
    { value: "mitigation", label: "Mitigation" },
    { value: "mitigation_status", label: "Mitigation status" },
    { value: "owner", label: "Owner" },
    { value: "reference", label: "Reference" },
    { value: "cwe", label: "CWE" },
    { value: "id", label: "ID" },
    DROPPED,
  ],
  components: [
    { value: "name", label: "Name" },
    { value: "kind", label: "Kind" },
    { value: "parent", label: "Trust boundary" },
    { value: "description", label: "Description" },
    { value: "owner", label: "Owner" },
    { value: "criticality", label: "Criticality" },
    { value: "data_classification", label: "Data classification" },
    { value: "id", label: "ID" },
    DROPPED,
  ],
  flows: [
    { value: "source", label: "Source" },
    { value: "target", label: "Destination" },
    { value: "name", label: "Name" },
    { value: "protocol", label: "Protocol" },
    { value: "port", label: "Port" },
    { value: "encrypted", label: "Encrypted" },
    { value: "authenticated", label: "Authenticated" },
    { value: "data_classification", label: "Data classification" },
    { value: "description", label: "Description" },
    { value: "id", label: "ID" },
    DROPPED,
  ],
  nothing: [DROPPED],
};

/** What a person chooses for the rows of a table. */
export const LISTS: readonly { value: Lists; label: string }[] = [
  { value: "threats", label: "Threats" },
  { value: "components", label: "Components" },
  { value: "flows", label: "Flows" },
  { value: "nothing", label: "Not imported" },
];

const NOUNS: Readonly<Record<Lists, string>> = {
  threats: "threat",
  components: "component",
  flows: "flow",
  nothing: "row",
};

/** "1 threat", "2,000 flows". */
export function rowsText(count: number, lists: Lists): string {
  return `${count.toLocaleString("en-US")} ${NOUNS[lists]}${count === 1 ? "" : "s"}`;
}

// Several columns may hold these; the others take the field from the column that had it.
export const SEVERAL: ReadonlySet<string> = new Set([
  "description",
  "category",
  "mitigation",
  "reference",
  "cwe",
  IGNORED,
]);

export const STATUSES = THREAT_STATUS_ORDER.filter((status) => FACTS[status].imported).map(
  (status) => ({
    value: status,
    label: status === "accepted" ? "Accepted: open until approved" : THREAT_STATUSES[status].label,
  }),
);
