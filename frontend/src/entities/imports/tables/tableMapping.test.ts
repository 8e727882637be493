import { expect, it } from "vitest";
import type { ImportedTable } from "@/api/types";
import {
  mappingProblem,
  sentMapping,
  shownRows,
  suggestedMapping,
  withField,
  withLists,
  withMeaning,
} from "./tableMapping";

function column(
  heading: string,
  field: string,
  suggested: { threats?: string; components?: string; flows?: string } = {},
): ImportedTable["columns"][number] {
  const others = { threats: "ignore", components: "ignore", flows: "ignore" };
  return { heading, field, values: [], suggested: { ...others, ...suggested } };
}

const TABLE: ImportedTable = {
  file: "risks.xlsx",
  sheet: "All",
  name: "risks/All",
  lists: "threats",
  known_by: "unknown",
  by_sheet: false,
  row_count: 2,
  columns: [
    column("Risk", "title"),
    column("Where", "ignore", { components: "parent" }),
    {
      ...column("Rating", "severity", { components: "kind" }),
      values: [
        { text: "P1", severity: "", status: "", kind: "" },
        { text: "High", severity: "high", status: "", kind: "" },
      ],
    },
    {
      ...column("Stage", "ignore"),
      values: [{ text: "Done", severity: "", status: "mitigated", kind: "" }],
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

  expect(shownRows(TABLE, mapping)).toEqual([
    { row: 0, title: "Floods", place: "Shop", severity: "critical" },
    { row: 1, title: "Theft", place: "The whole model", severity: "high" },
  ]);
});

it("sends values of the columns that are mapped, and a name that was changed", () => {
  const mapping = withMeaning(suggestedMapping(TABLE), "severity", "P1", "critical");

  expect(sentMapping(TABLE, { ...mapping, name: "risks/All" })).toEqual({
    lists: "threats",
    columns: mapping.columns,
    severities: { P1: "critical", High: "high" },
    statuses: {},
    kinds: {},
  });
  expect(sentMapping(TABLE, { ...mapping, name: " Register " }).name).toBe("Register");
});

it("reads the first of several columns with one heading", () => {
  const twice = [...TABLE.columns, column("Risk", "ignore")];

  expect(suggestedMapping({ ...TABLE, columns: twice }).columns.Risk).toBe("title");
});

it("keeps the name that a mapping gave the table", () => {
  const named: ImportedTable = { ...TABLE, name: "Register", known_by: "mapping" };

  expect(sentMapping(named, suggestedMapping(named)).name).toBe("Register");
  expect(sentMapping(named, { ...suggestedMapping(named), name: "" }).name).toBeUndefined();
  expect(sentMapping(TABLE, suggestedMapping(TABLE)).name).toBeUndefined();
});

it("begins anew with what the server suggests when the rows are something else", () => {
  const mapping = withLists(TABLE, suggestedMapping(TABLE), "components");

  expect(mapping.columns).toMatchObject({ Risk: "ignore", Where: "parent", Rating: "kind" });
  expect(mappingProblem(mapping)).toBe("Choose the column that holds the name.");
  const named = withMeaning(withField(mapping, "Risk", "name"), "kind", "P1", "datastore");
  expect(mappingProblem(named)).toBe("");
  expect(shownRows(TABLE, named)[0]).toEqual({
    row: 0,
    title: "Floods",
    place: "Shop",
    kind: "datastore",
  });
  expect(withLists(TABLE, named, "threats").columns).toEqual(suggestedMapping(TABLE).columns);
});

it("needs both ends of flows, and shows them", () => {
  const mapping = withField(withLists(TABLE, suggestedMapping(TABLE), "flows"), "Risk", "source");

  expect(mappingProblem(mapping)).toBe(
    "Choose the columns that hold the source and the destination.",
  );
  const complete = withField(mapping, "Where", "target");
  expect(mappingProblem(complete)).toBe("");
  expect(shownRows(TABLE, complete)[0]?.title).toBe("Floods → Shop");
});

it("leaves a table out, and says so for its sheet where another has the same headings", () => {
  const twin = { ...TABLE, by_sheet: true };
  const mapping = withLists(twin, suggestedMapping(twin), "nothing");

  expect(mappingProblem(mapping)).toBe("");
  expect(sentMapping(twin, mapping)).toMatchObject({ lists: "nothing", sheet: "All" });
  expect(new Set(Object.values(mapping.columns))).toEqual(new Set(["ignore"]));
});
