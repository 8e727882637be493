import { render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { NoFigures } from "./NoFigures";

const { model } = vi.hoisted(() => ({
  model: { id: "m1", canEdit: true, row: { element_count: 0 } },
}));
vi.mock("@/session/useModel", () => ({ useModel: () => model }));
vi.mock("@/ui/LinkButton", () => ({
  LinkButton: ({ to, children }: { to: string; children: string }) => <a href={to}>{children}</a>,
}));

beforeEach(() => {
  model.row.element_count = 0;
});

const ofModel = { kind: "model", model: "m1", team: "t1" } as const;

it("leads from an empty model to the drawing", () => {
  render(<NoFigures scope={ofModel} />);

  expect(screen.getByRole("heading", { name: "Nothing is drawn yet" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Draw the architecture" })).toBeTruthy();
});

it("does not call a model empty that has elements", () => {
  model.row.element_count = 2;

  render(<NoFigures scope={ofModel} />);

  expect(screen.getByRole("heading", { name: "No figures yet" })).toBeTruthy();
  expect(screen.getAllByRole("link")).toHaveLength(1);
});

it.each([
  ["t1", "/t/$team"],
  [undefined, "/"],
])("leads from the portfolio of %s to its models", (team, to) => {
  render(<NoFigures scope={{ kind: "portfolio", team }} />);

  expect(screen.getByRole("link", { name: "Go to models" }).getAttribute("href")).toBe(to);
});
