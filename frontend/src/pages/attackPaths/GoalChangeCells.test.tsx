import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { AttackGoal } from "@/api/types";
import { Exposure, Likeliest } from "./GoalChangeCells";

const GOAL = {
  ...{ key: "k1", score: 80, entry_points: 1, follows_from: [] },
  exposure: { workloads: 4, share: 0.4 },
  group: { key: "g1", where: "in 20 namespaces", goals: 20, zones: 20 },
} as unknown as AttackGoal;
const CHANGES = {
  goals: new Map([["k1", { key: "k1", score: null, share: 0.1 }]]),
  groups: new Map([["g1", { key: "g1", goals: 3, out_of_reach: 2 }]]),
};

function show(grouped: boolean) {
  render(
    <MantineProvider env="test">
      <Exposure goal={GOAL} changes={CHANGES} grouped={grouped} />
      <Likeliest goal={GOAL} changes={CHANGES} grouped={grouped} />
    </MantineProvider>,
  );
}

it("a goal shows what changes bring for itself", () => {
  show(false);

  expect(screen.getByText("out of reach")).toBeDefined();
  expect(screen.getByText("→ 10 %")).toBeDefined();
});

it("a group says how many of its goals change, and shows no figure of one of them", () => {
  show(true);

  expect(screen.getByText("2 of 20 out of reach")).toBeDefined();
  expect(screen.getByText("40 %")).toBeDefined();
  expect(screen.queryByText("→ 10 %")).toBeNull();
});
