import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { AttackPaths } from "@/api/types";
import { PathList } from "./PathList";

const NAMES = new Map([
  ["internet", "Anyone on the internet"],
  ["group", "An organized group"],
  ["novice", "A novice"],
]);

const element = (name: string) => ({
  ...{ type: "element", id: name, uid: name, name, kind: "workload" },
});
const step = (source: string, target: string) => ({ source, target, subject: target });

/** Paths from the internet over web to db: of all three attackers, of one, and of one that was deleted. */
const ANSWER = {
  elements: ["internet", "web", "api", "db"].map(element),
  steps: [step("internet", "web"), step("web", "db"), step("web", "api"), step("api", "db")],
  paths: [
    { steps: [0, 1], attackers: ["internet", "group", "novice"], score: 60, possible: false },
    { steps: [0, 2, 3], attackers: ["group"], score: 20, possible: false },
    { steps: [0], attackers: ["gone"], score: 5, possible: true },
  ],
} as unknown as AttackPaths;

function open(selected = 0) {
  const onSelect = vi.fn();
  render(
    <MantineProvider env="test">
      <PathList answer={ANSWER} names={NAMES} selected={selected} onSelect={onSelect} />
    </MantineProvider>,
  );
  return { onSelect, rows: screen.getAllByRole("option") };
}

const row = (rows: HTMLElement[], index: number) => within(rows[index] as HTMLElement);

it("counts the attackers who take one path from the same start, and names them on demand", () => {
  const { rows } = open();

  const taken = row(rows, 0).getByText(/3 attackers/);
  expect(taken.title).toBe("Anyone on the internet, An organized group, A novice");
  expect(row(rows, 0).getByText("internet → web → db")).toBeTruthy();
});

it("names the only attacker of a path, and none who is not there any more", () => {
  const { rows } = open();

  expect(row(rows, 1).getByText(/An organized group/)).toBeTruthy();
  expect(rows[1]?.textContent).toContain("3 steps");
  expect(rows[2]?.textContent).toContain("1 step");
  expect(rows[2]?.textContent).not.toContain("·");
});

it("goes from path to path with the keyboard, and stops at both ends", () => {
  const { onSelect } = open(1);
  const list = screen.getByRole("listbox", { name: "Paths" });

  fireEvent.keyDown(list, { key: "ArrowDown" });
  fireEvent.keyDown(list, { key: "k" });
  fireEvent.keyDown(list, { key: "End" });
  expect(onSelect.mock.calls).toEqual([[2], [0], [2]]);
  expect(document.activeElement).toBe(screen.getAllByRole("option")[2]);
});

it("does not leave the list at its end", () => {
  const { onSelect } = open(2);

  fireEvent.keyDown(screen.getByRole("listbox", { name: "Paths" }), { key: "ArrowDown" });
  expect(onSelect).not.toHaveBeenCalled();
});
