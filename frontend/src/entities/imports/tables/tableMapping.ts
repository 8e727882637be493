/** What the columns of a table hold, as a person says it. No React. */
import type { ImportedTable } from "@/api/types";
import { isSeverity } from "@/model/graph/severity";

/** As the server and `--mapping` take it. */
export interface TableMapping {
  columns: Record<string, string>;
  severities: Record<string, string>;
  statuses: Record<string, string>;
  name?: string;
}

export type ValueField = "severity" | "status";

export const IGNORED = "ignore";

export const FIELDS = [
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
  { value: IGNORED, label: "Do not import" },
] as const;

// Several columns may hold these; the others take the field from the column that had it.
const SEVERAL = new Set(["description", "category", "mitigation", "reference", "cwe", IGNORED]);

export const STATUSES = [
  { value: "open", label: "Open" },
  { value: "needs-info", label: "Needs info" },
  { value: "not-applicable", label: "Not applicable" },
  { value: "mitigated", label: "Mitigated" },
  { value: "accepted", label: "Accepted: open until approved" },
] as const;

/** Files have sheets of the same names. */
export function tableKey(table: ImportedTable): string {
  return `${table.file}\n${table.sheet}`;
}

export function tableTitle(table: ImportedTable): string {
  return table.sheet ? `${table.file}, sheet ${table.sheet}` : table.file;
}

/** The mapping to begin with: what the server found or suggests. */
export function suggestedMapping(table: ImportedTable): TableMapping {
  // Of several columns with one heading, the server reads the first; the others must not undo that.
  const columns: Record<string, string> = {};
  for (const { heading, field } of table.columns) {
    if (field !== IGNORED || !Object.hasOwn(columns, heading)) columns[heading] = field;
  }
  return {
    columns,
    severities: meanings(table, "severity"),
    statuses: meanings(table, "status"),
  };
}

function meanings(table: ImportedTable, field: ValueField): Record<string, string> {
  const values = table.columns.flatMap((column) => column.values);
  return Object.fromEntries(
    values.filter((value) => value[field]).map((value) => [value.text, value[field]]),
  );
}

/** The mapping with this field for a column; a field that one column alone can hold is taken from the other. */
export function withField(mapping: TableMapping, heading: string, field: string): TableMapping {
  const others = Object.entries(mapping.columns).map(([one, held]) => [
    one,
    held === field && !SEVERAL.has(field) ? IGNORED : held,
  ]);
  return { ...mapping, columns: { ...Object.fromEntries(others), [heading]: field } };
}

/** The mapping with what a value of the severity or status means. */
export function withMeaning(
  mapping: TableMapping,
  field: ValueField,
  value: string,
  meaning: string,
): TableMapping {
  const key = field === "severity" ? "severities" : "statuses";
  return { ...mapping, [key]: { ...mapping[key], [value]: meaning } };
}

/** Why the table cannot be imported like this; "" when it can. */
export function mappingProblem(mapping: TableMapping): string {
  const fields = Object.values(mapping.columns);
  return fields.includes("title") || fields.includes("description")
    ? ""
    : "Choose the column that holds the title.";
}

/** The mapping as it is sent: only values of the columns that hold a severity or status. */
export function sentMapping(table: ImportedTable, mapping: TableMapping): TableMapping {
  const name = (mapping.name ?? table.name).trim();
  return {
    columns: mapping.columns,
    severities: ofColumn(table, mapping, "severity", mapping.severities),
    statuses: ofColumn(table, mapping, "status", mapping.statuses),
    ...(name && name !== nameOfFile(table) ? { name } : {}),
  };
}

/** What a table is called to which no mapping gives a name. */
function nameOfFile({ file, sheet }: ImportedTable): string {
  const base = file.split(/[\\/]/).at(-1) ?? "";
  const stem = base.slice(0, Math.max(base.lastIndexOf("."), 0));
  return sheet ? `${stem}/${sheet}` : stem;
}

function ofColumn(
  table: ImportedTable,
  mapping: TableMapping,
  field: ValueField,
  given: Record<string, string>,
): Record<string, string> {
  const columns = table.columns.filter(({ heading }) => mapping.columns[heading] === field);
  const texts = new Set(columns.flatMap((column) => column.values.map((value) => value.text)));
  return Object.fromEntries(Object.entries(given).filter(([value]) => texts.has(value)));
}

export interface ShownThreat {
  row: number;
  title: string;
  element: string;
  severity: string;
}

/** The first rows as they will be imported. */
export function shownThreats(table: ImportedTable, mapping: TableMapping): ShownThreat[] {
  return table.rows.map((cells, row) => {
    const text = (field: string) => {
      const at = table.columns.findIndex(({ heading }) => mapping.columns[heading] === field);
      return at < 0 ? "" : (cells[at] ?? "");
    };
    const severity = mapping.severities[text("severity")] ?? text("severity").toLowerCase();
    return {
      row,
      title: text("title") || text("description"),
      element: text("element"),
      severity: isSeverity(severity) ? severity : "medium",
    };
  });
}
