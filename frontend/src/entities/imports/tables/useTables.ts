/** The tables of the chosen files, what a person said of their columns, and which one is being mapped. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/queries";
import type { ImportedTable, ImportedTables } from "@/api/types";
import type { Candidate } from "../importFiles";
import { fetchTables, type ImportTarget, spreadsheetsIn } from "./fetchTables";
import { sentMapping, type TableMapping, tableKey } from "./tableMapping";

type Mappings = Readonly<Record<string, TableMapping>>;

export interface Tables {
  tables: readonly ImportedTable[];
  unread: ImportedTables["unread"];
  mappings: Mappings;
  /** The one to map now: that a person opened, else the first of which nothing is known. */
  current: ImportedTable | undefined;
  open: (table: ImportedTable) => void;
  close: () => void;
  save: (table: ImportedTable, mapping: TableMapping) => void;
  /** As they are sent with the files. */
  sent: TableMapping[];
}

const NONE: ImportedTables = { tables: [], unread: [] };

export function useTables(
  target: ImportTarget,
  files: readonly Candidate[],
  ready: boolean,
): Tables {
  const [mappings, setMappings] = useState<Mappings>({});
  const [opened, setOpened] = useState("");
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const sheets = spreadsheetsIn(files);
  const { data = NONE } = useQuery({
    queryKey: [
      ...("model" in target ? keys.model(target.model) : keys.team(target.team)),
      "tables",
      sheets.map(({ path, file }) => [path, file.size, file.lastModified]),
    ],
    queryFn: () => fetchTables(target, sheets),
    enabled: ready && sheets.length > 0,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const shown = sheets.length > 0 ? data : NONE;
  const isUnknown = (table: ImportedTable) =>
    table.known_by === "unknown" && !mappings[tableKey(table)] && !skipped.has(tableKey(table));
  const current =
    shown.tables.find((table) => tableKey(table) === opened) ?? shown.tables.find(isUnknown);
  const close = () => {
    if (current) setSkipped((before) => new Set(before).add(tableKey(current)));
    setOpened("");
  };
  return {
    ...shown,
    mappings,
    current,
    open: (table) => setOpened(tableKey(table)),
    close,
    save: (table, mapping) => {
      setMappings((before) => ({ ...before, [tableKey(table)]: mapping }));
      setOpened("");
    },
    sent: shown.tables.flatMap((table) => {
      const mapping = mappings[tableKey(table)];
      return mapping ? [sentMapping(table, mapping)] : [];
    }),
  };
}
