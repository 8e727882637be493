import { expect, it } from "vitest";
import type { ImportedTable } from "@/api/types";
import {
  mappingProblem,
  sentMapping,
  shownThreats,
  suggestedMapping,
  withField,
  withMeaning,
} from "./tableMapping";

const TABLE: ImportedTable = {
  file: "risks.xlsx",
  sheet: "All",
  name: "risks/All",
  lists: "threats",
  known_by: "unknown",
  row_count: 2,
  columns: [
    { heading: "Risk", field: "title", values: [] },
    { heading: "Where", field: "ignore", values: [] },
    {
      heading: "Rating",
      field: "severity",
      values: [
        { text: "P1", severity: "", status: "" },
        { text: "High", severity: "high", status: "" },
      ],
    },
    {
      heading: "Stage",
      field: "ignore",
      values: [{ text: "Done", severity: "", status: "mitigated" }],
    },
  ],
  rows: [
    ["Floods", "Shop", "P1", "Done"],
    ["Theft", "", "High", ""],
  ],
};

it("begins with what the server suggests", () => {
  const mapping = suggestedMapping(TABLE);

  expect(mapping.columns).toEqual({
    Risk: "title",
    Where: "ignore",
    Rating: "severity",
    Stage: "ignore",
  });
  expect(mapping.severities).toEqual({ High: "high" });
});

it("takes a field that one column alone can hold from the column that had it", () => {
  const mapping = withField(suggestedMapping(TABLE), "Where", "title");

  expect(mapping.columns).toMatchObject({ Risk: "ignore", Where: "title" });
  expect(mappingProblem(mapping)).toBe("");
  expect(mappingProblem(withField(mapping, "Where", "ignore"))).toBe(
    "Choose the column that holds the title.",
  );
});

it("shows the first rows as the threats that they become", () => {
  const located = withField(suggestedMapping(TABLE), "Where", "element");
  const mapping = withMeaning(located, "severity", "P1", "critical");

  expect(shownThreats(TABLE, mapping)).toEqual([
    { row: 0, title: "Floods", element: "Shop", severity: "critical" },
    { row: 1, title: "Theft", element: "", severity: "high" },
  ]);
});

it("sends values of the columns that are mapped, and a name that was changed", () => {
  const mapping = withMeaning(suggestedMapping(TABLE), "severity", "P1", "critical");

  expect(sentMapping(TABLE, { ...mapping, name: "risks/All" })).toEqual({
    columns: mapping.columns,
    severities: { P1: "critical", High: "high" },
    statuses: {},
  });
  expect(sentMapping(TABLE, { ...mapping, name: " Register " }).name).toBe("Register");
});

it("reads the first of several columns with one heading", () => {
  const twice = [...TABLE.columns, { heading: "Risk", field: "ignore", values: [] }];

  expect(suggestedMapping({ ...TABLE, columns: twice }).columns.Risk).toBe("title");
});

it("keeps the name that a mapping gave the table", () => {
  const named: ImportedTable = { ...TABLE, name: "Register", known_by: "mapping" };

  expect(sentMapping(named, suggestedMapping(named)).name).toBe("Register");
  expect(sentMapping(named, { ...suggestedMapping(named), name: "" }).name).toBeUndefined();
  expect(sentMapping(TABLE, suggestedMapping(TABLE)).name).toBeUndefined();
});
