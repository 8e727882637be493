/** What a table lists and its columns hold, as a person says it. No React. */
import type { ImportedTable } from "@/api/types";
import { isSeverity } from "@/model/graph/severity";
import { IGNORED, type Lists, SEVERAL, type ValueField } from "./tableFields";

/** As the server and `--mapping` take it. */
export interface TableMapping {
  lists: Lists;
  columns: Record<string, string>;
  severities: Record<string, string>;
  statuses: Record<string, string>;
  kinds: Record<string, string>;
  name?: string;
  /** For sheets of this name alone. */
  sheet?: string;
}

/** Where the meanings of the values of a field are kept. */
export const MEANINGS_OF = {
  severity: "severities",
  status: "statuses",
  kind: "kinds",
} as const satisfies Record<ValueField, keyof TableMapping>;

/** Files have sheets of the same names. */
export function tableKey(table: ImportedTable): string {
  return `${table.file}\n${table.sheet}`;
}

export function tableTitle(table: ImportedTable): string {
  return table.sheet ? `${table.file}, sheet ${table.sheet}` : table.file;
}

/** The mapping to begin with: what the server found or suggests. */
export function suggestedMapping(table: ImportedTable): TableMapping {
  return {
    lists: table.lists,
    columns: columnsBy(table, (column) => column.field),
    severities: meanings(table, "severity"),
    statuses: meanings(table, "status"),
    kinds: meanings(table, "kind"),
  };
}

/** The mapping where the rows are something else, with what the server suggests for that. */
export function withLists(table: ImportedTable, mapping: TableMapping, lists: Lists): TableMapping {
  const found = (column: ImportedTable["columns"][number]) => {
    if (lists === "nothing") return IGNORED;
    return lists === table.lists ? column.field : column.suggested[lists];
  };
  return { ...mapping, lists, columns: columnsBy(table, found) };
}

/** Of several columns with one heading, the server reads the first; the others must not undo that. */
function columnsBy(
  table: ImportedTable,
  fieldOf: (column: ImportedTable["columns"][number]) => string,
): Record<string, string> {
  const columns: Record<string, string> = {};
  for (const column of table.columns) {
    const field = fieldOf(column);
    if (field !== IGNORED || !Object.hasOwn(columns, column.heading)) {
      columns[column.heading] = field;
    }
  }
  return columns;
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

/** The mapping with what a value of a severity, status or kind means. */
export function withMeaning(
  mapping: TableMapping,
  field: ValueField,
  value: string,
  meaning: string,
): TableMapping {
  const key = MEANINGS_OF[field];
  return { ...mapping, [key]: { ...mapping[key], [value]: meaning } };
}

/** Why the table cannot be imported like this; "" when it can. */
export function mappingProblem({ lists, columns }: TableMapping): string {
  const fields = new Set(Object.values(columns));
  if (lists === "threats" && !fields.has("title") && !fields.has("description"))
    return "Choose the column that holds the title.";
  if (lists === "components" && !fields.has("name"))
    return "Choose the column that holds the name.";
  if (lists === "flows" && !(fields.has("source") && fields.has("target")))
    return "Choose the columns that hold the source and the destination.";
  return "";
}

/** The mapping as it is sent: only values of the columns that hold a severity, status or kind. */
export function sentMapping(table: ImportedTable, mapping: TableMapping): TableMapping {
  const name = (mapping.name ?? table.name).trim();
  return {
    lists: mapping.lists,
    columns: mapping.columns,
    severities: ofColumn(table, mapping, "severity"),
    statuses: ofColumn(table, mapping, "status"),
    kinds: ofColumn(table, mapping, "kind"),
    ...(name && name !== nameOfFile(table) ? { name } : {}),
    ...(table.by_sheet ? { sheet: table.sheet } : {}),
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
): Record<string, string> {
  const columns = table.columns.filter(({ heading }) => mapping.columns[heading] === field);
  const texts = new Set(columns.flatMap((column) => column.values.map((value) => value.text)));
  const given = Object.entries(mapping[MEANINGS_OF[field]]);
  return Object.fromEntries(given.filter(([value]) => texts.has(value)));
}

export interface ShownRow {
  row: number;
  title: string;
  /** Where it is: the element of a threat, the boundary of a component. */
  place: string;
  /** Of threats. */
  severity?: string;
  /** Of components; empty where nothing says one. */
  kind?: string;
}

/** The first rows as they will be imported. */
export function shownRows(table: ImportedTable, mapping: TableMapping): ShownRow[] {
  const rows = table.rows.map((cells, row) => {
    const text = (field: string) => {
      const at = table.columns.findIndex(({ heading }) => mapping.columns[heading] === field);
      return at < 0 ? "" : (cells[at] ?? "");
    };
    return shownRow(row, text, mapping);
  });
  return rows.filter((one) => one.title);
}

function shownRow(row: number, text: (field: string) => string, mapping: TableMapping): ShownRow {
  if (mapping.lists === "components")
    return {
      row,
      title: text("name"),
      place: text("parent"),
      kind: mapping.kinds[text("kind")] ?? "",
    };
  if (mapping.lists === "flows") {
    const ends = [text("source"), text("target")].filter(Boolean).join(" → ");
    return { row, title: ends, place: [text("name"), text("protocol")].filter(Boolean).join(", ") };
  }
  const severity = mapping.severities[text("severity")] ?? text("severity").toLowerCase();
  return {
    row,
    title: text("title") || text("description"),
    place: text("element") || "The whole model",
    severity: isSeverity(severity) ? severity : "medium",
  };
}
