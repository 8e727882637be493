import { expect, it } from "vitest";
import { findElements } from "./elementSearch";

const item = (name: string, kind: string, aside = false) => ({
  name,
  kind,
  uid: `${kind}:${name}`,
  aside,
});

it("finds whole names first, then beginnings, and of two alike the one that is shown", () => {
  const items = [
    item("postgres", "image", true),
    item("postgres-data", "volume"),
    item("postgres", "workload"),
    item("my-postgres", "container"),
  ];

  const found = findElements(items, "Postgres").map(({ name, kind }) => `${kind} ${name}`);

  expect(found).toEqual([
    "workload postgres",
    "image postgres",
    "volume postgres-data",
    "container my-postgres",
  ]);
});
