import { describe, expect, it } from "vitest";
import { KINDS, PALETTES } from "@/api/catalogue.gen";
import { PRODUCTS } from "@/api/products.gen";
import { kindsFrom } from "@/model/graph/elementKinds";
import { findElements } from "./elementSearch";
import { paletteGroups, paletteItems } from "./palette";

/** All kinds that are drawn; the server's labels do not matter here. */
const ALL = kindsFrom(
  Object.entries(KINDS)
    .filter(([, { palette }]) => palette !== null)
    .map(([id]) => ({ id, label: id.replaceAll("-", " "), dfd: ["process"] })),
);

function found(query: string): string[] {
  return findElements(paletteItems(ALL), query).map(({ name }) => name);
}

function shown(query: string): Record<string, string[]> {
  const groups = paletteGroups(ALL, query);
  return Object.fromEntries(
    groups.map(({ label, items }) => [label, items.map(({ name }) => name)]),
  );
}

describe("the palette", () => {
  it("has every kind in its group, and no product before something is typed", () => {
    expect(Object.keys(shown(""))).toEqual(PALETTES.map(({ label }) => label));
    expect(Object.values(shown("")).flat()).toHaveLength(ALL.size);
  });

  it("finds a kind by the words that people use for it", () => {
    expect(shown("database")["Data stores"]).toEqual(["datastore"]);
    expect(shown("load balancer")["Entry points"]).toEqual(["service", "ingress"]);
    expect(shown("k8s")).toEqual({ Boundaries: ["cluster"] });
  });

  it("finds products by name", () => {
    expect(shown("rabbit")).toEqual({ "Products and people": ["RabbitMQ"] });
    expect(shown("nothing like this")).toEqual({});
  });
});

describe("a search for what to add", () => {
  it("offers kinds alone before something is typed", () => {
    const uids = new Set(paletteItems(ALL).map(({ uid }) => uid));

    expect(uids.size).toBe(ALL.size + PRODUCTS.length);
    expect(found("")).toHaveLength(ALL.size);
  });

  it("puts a kind that is called so before products whose names hold the word", () => {
    expect(found("database")[0]).toBe("datastore");
    expect(found("database")).toContain("Oracle Database");
    expect(found("user")[0]).toBe("actor");
    expect(found("queue")[0]).toBe("queue");
  });

  it("puts a kind before products that match alike", () => {
    expect(found("registry")[0]).toBe("registry");
    expect(found("net")[0]).toBe("network");
    expect(found("que")[0]).toBe("queue");
  });

  it("puts the product of that name first", () => {
    expect(found("redis")[0]).toBe("Redis");
    expect(found("postgres")[0]).toBe("PostgreSQL");
  });

  it("finds services that others run", () => {
    expect(found("azure ad")[0]).toBe("Microsoft Entra ID");
    expect(found("stripe")[0]).toBe("Stripe");
  });

  it("knows what a product is", () => {
    const kafka = paletteItems(ALL).find(({ name }) => name === "Kafka");

    expect(kafka).toMatchObject({ kind: "queue", product: { facts: { purpose: "queue" } } });
  });
});
