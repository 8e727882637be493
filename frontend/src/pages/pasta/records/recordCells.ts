/** What a table says of a row that people wrote. No React. */
import { calendarDay } from "@/ui/time";
import {
  capitalized,
  IMPACT_LEVELS,
  mitigationNames,
  PROPERTIES,
  type RecordOf,
} from "../recordKinds";

export interface RecordCell {
  label: string;
  text: string;
  tone?: string;
  link?: string;
}

interface RecordCells {
  /** Of the first column. */
  heading: string;
  /** Below the title. */
  note: string;
  cells: RecordCell[];
}

type Called = (objective: string) => string;

const SHOWN = 4;

export function cellsOf(row: RecordOf, called: Called, today: Date = new Date()): RecordCells {
  if ("criticality" in row) {
    return {
      heading: "Objective",
      note: row.description,
      cells: [
        { label: "Criticality", text: capitalized(row.criticality), tone: row.criticality },
        { label: "What matters", text: matters(row) },
        { label: "Depends on", text: named(row.depends_on) },
        { label: "Owner", text: row.owner?.name ?? "" },
      ],
    };
  }
  if ("levels" in row) {
    return {
      heading: "Measure",
      note: row.objective ? called(row.objective) : "",
      cells: IMPACT_LEVELS.map((label, index) => ({ label, text: row.levels[index] ?? "" })),
    };
  }
  if ("framework" in row) {
    return { heading: "Requirement", note: "", cells: [{ label: "What it asks", text: row.note }] };
  }
  if ("scope" in row) {
    const late = row.next_review !== null && new Date(row.next_review) < startOf(today);
    const review = row.next_review ? calendarDay(row.next_review) : "";
    return {
      heading: "About",
      note: "",
      cells: [
        { label: "Appetite", text: capitalized(row.level) },
        { label: "Statement", text: row.statement },
        { label: "Next review", text: review, ...(late && { tone: "critical" }) },
      ],
    };
  }
  if ("elements" in row) {
    return { heading: "Out of scope", note: "", cells: [{ label: "Reason", text: row.reason }] };
  }
  return "mitigations" in row ? setCells(row) : intelligenceCells(row);
}

function matters(row: RecordOf<"objectives">): string {
  const rated = PROPERTIES.filter((name) => row[name]);
  return rated.map((name) => `${capitalized(name)} ${row[name]}`).join(", ");
}

function setCells(row: RecordOf<"countermeasure_sets">): RecordCells {
  const cost =
    row.cost === null ? "" : `${row.cost.toLocaleString("en-US")} ${row.cost_unit}`.trim();
  return {
    heading: "Set",
    note: row.note,
    cells: [
      { label: "Mitigations", text: mitigationNames(row.mitigations).join(", ") },
      { label: "Cost", text: cost },
      { label: "Chosen", text: row.chosen ? "Yes" : "" },
    ],
  };
}

function intelligenceCells(row: RecordOf<"intelligence_items">): RecordCells {
  return {
    heading: "Title",
    note: row.note,
    cells: [
      {
        label: "Source",
        text: row.publisher || hostOf(row.link),
        ...(row.link && { link: row.link }),
      },
      { label: "Date", text: row.published ? calendarDay(row.published) : "" },
      { label: "Relevance", text: capitalized(row.relevance), tone: row.relevance },
      {
        label: "Concerns",
        text: [named(row.concerns), row.rules.join(", ")].filter(Boolean).join("; "),
      },
    ],
  };
}

function named(subjects: readonly { name: string }[]): string {
  const shown = subjects.slice(0, SHOWN).map(({ name }) => name);
  const left = subjects.length - shown.length;
  return shown.join(", ") + (left > 0 ? ` and ${left} more` : "");
}

function hostOf(link: string): string {
  return link && new URL(link).host;
}

function startOf(day: Date): Date {
  return new Date(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()));
}
