import { describe, expect, it } from "vitest";
import type { RecordOf } from "../recordKinds";
import { cellsOf } from "./recordCells";

const called = (id: string) => (id === "1" ? "Sell" : "");
const texts = (row: unknown, today?: Date) =>
  cellsOf(row as RecordOf, called, today).cells.map(({ text }) => text);

describe("the cells of a row", () => {
  it("name what an objective depends on, of many the first", () => {
    const names = ["a", "b", "c", "d", "e", "f"].map((name) => ({ name }));
    const rated = { confidentiality: "high", integrity: "", availability: "low" };
    const row = { criticality: "high", ...rated, depends_on: names, owner: null, description: "" };

    expect(texts(row)).toEqual([
      "High",
      "Confidentiality high, Availability low",
      "a, b, c, d and 2 more",
      "",
    ]);
  });

  it("say what each level of a criterion means, and of which objective", () => {
    const row = { levels: ["1", "2", "3", "4"], objective: "1" };

    expect(cellsOf(row as unknown as RecordOf, called).note).toBe("Sell");
    expect(texts(row)).toEqual(["1", "2", "3", "4", ""]);
  });

  it("mark a review of risk appetite that is overdue, but not on its day", () => {
    const row = { scope: "All", level: "open", statement: "Much", next_review: "2026-05-02" };
    const toneOn = (day: string) =>
      cellsOf(row as RecordOf, called, new Date(`${day}T12:00:00`)).cells[2]?.tone;

    expect(toneOn("2026-05-02")).toBeUndefined();
    expect(toneOn("2026-05-03")).toBe("critical");
  });

  it("link intelligence by its host where no source is named", () => {
    const row = {
      ...{ relevance: "low", publisher: "", link: "https://cert.example/a", published: null },
      ...{ concerns: [{ name: "db" }], rules: ["container-privileged"], note: "" },
    };

    expect(texts(row)).toEqual(["cert.example", "", "Low", "db; container-privileged"]);
    expect(cellsOf(row as unknown as RecordOf, called).cells[0]?.link).toBe(
      "https://cert.example/a",
    );
  });
});
