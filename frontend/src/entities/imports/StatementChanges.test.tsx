import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { StatementChange } from "@/api/types";
import { StatementChanges } from "./StatementChanges";

function change(values: Partial<StatementChange>): StatementChange {
  return {
    id: "facts|compose:db|fact:criticality",
    section: "facts",
    subject: "compose:db",
    property: "criticality",
    change: "change",
    conflict: false,
    base: "high",
    present: "critical",
    given: "low",
    by: "Anna, 2026-11-20",
    given_by: "Eve",
    line: 3,
    ...values,
  };
}

function show(changes: StatementChange[], onChoose = vi.fn()) {
  const conflicts = changes.filter((one) => one.conflict).length;
  const result = { base_known: true, count: changes.length, listed: 500, conflicts, changes };
  render(
    <MantineProvider>
      <StatementChanges result={result} choices={{}} onChoose={onChoose} />
    </MantineProvider>,
  );
  return onChoose;
}

it("shows both values of a conflict with who said them, and keeps that of the model", () => {
  const onChoose = show([change({ conflict: true })]);

  const keep = screen.getByRole("radio", { name: "Keep: critical (Anna, 2026-11-20)" });
  expect((keep as HTMLInputElement).checked).toBe(true);
  fireEvent.click(screen.getByRole("radio", { name: "Use the file: low (the file names Eve)" }));
  expect(onChoose).toHaveBeenCalledWith("facts|compose:db|fact:criticality", "file");
});

it("lists what is added, changed and removed apart", () => {
  show([
    change({ id: "a", change: "add", property: "", section: "elements", subject: "Customer" }),
    change({ id: "b", change: "delete", given: "" }),
  ]);

  expect(screen.getByText("Statements added")).toBeTruthy();
  expect(screen.getByText("Statements removed")).toBeTruthy();
  expect(screen.queryByText("Statements changed")).toBeNull();
  expect(screen.queryByRole("radio")).toBeNull();
});
