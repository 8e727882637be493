import { describe, expect, it } from "vitest";
import { fullCounts } from "@/model/graph/severity";
import { editSnapshotOf, element, flow, SHOP, snapshotOf } from "./drawing.fixture";
import {
  type Filters,
  isFiltered,
  matching,
  NO_FILTERS,
  needsPlaces,
  type Places,
} from "./filterMatches";

const worrying = element("db", { parent: "shop", threats: fullCounts({ high: 1 }) });
const worrisome = { ...flow("people", "api"), threats: fullCounts({ low: 2 }) };
const { editSnapshot } = editSnapshotOf(
  snapshotOf(
    [...SHOP, worrying, element("web", { kind: "internet", trust_level: "untrusted" })],
    [worrisome, flow("web", "api"), flow("api/app", "db")],
  ),
);
const PLACES: Places = {
  data_sets: { orders: ["db", "key"] },
  lifecycle: { build: ["api/app"], deploy: ["db", "people->api"] },
};

const matched = (filters: Partial<Filters>) =>
  matching(editSnapshot, { ...NO_FILTERS, ...filters }, PLACES);
const found = (filters: Partial<Filters>) => [...(matched(filters)?.found ?? [])].sort();

describe("filters", () => {
  it("leave everything as it is when nothing is chosen", () => {
    expect(matched({})).toBeNull();
    expect(isFiltered(NO_FILTERS)).toBe(false);
  });

  it("find what has threats of any chosen severity, and keep the frames around it", () => {
    const match = matched({ severities: ["high", "low"] });

    expect([...(match?.found ?? [])]).toEqual(["db", "people->api"]);
    expect([...(match?.shown ?? [])].sort()).toEqual(["cluster", "db", "people->api", "shop"]);
    expect(match).toMatchObject({ elements: 1, flows: 1 });
  });

  it("find what holds a data set", () => {
    expect(found({ dataSet: "orders" })).toEqual(["db", "key"]);
    expect(found({ dataSet: "a deleted one" })).toEqual([]);
  });

  it("find what controls of any chosen stage would answer", () => {
    expect(found({ stages: ["build"] })).toEqual(["api/app"]);
    expect(found({ stages: ["build", "deploy"] })).toEqual(["api/app", "db", "people->api"]);
    expect(found({ stages: ["respond"] })).toEqual([]);
  });

  it("find what stands in zones of a level, and flows to and from there", () => {
    expect(found({ trust: ["untrusted"] })).toEqual(["web", "web->api"]);
    expect(found({ trust: ["unknown"] })).not.toContain("web");
  });

  it("find the chains of flows from the internet, and to and from an element", () => {
    const reached = ["api", "api/app", "api/app->db", "db", "web", "web->api"];
    expect(found({ flowsFromInternet: true })).toEqual(reached);
    expect(found({ flowsFrom: "api" })).toEqual(["api", "api/app", "api/app->db", "db"]);
    expect(found({ flowsTo: "db" })).toEqual([...reached, "people", "people->api"].sort());
  });

  it("find what matches all of them", () => {
    expect(found({ severities: ["high"], dataSet: "orders" })).toEqual(["db"]);
    expect(found({ flowsFromInternet: true, flowsTo: "api" })).toEqual([
      "api",
      "api/app",
      "web",
      "web->api",
    ]);
    expect(found({ stages: ["build"], severities: ["high"] })).toEqual([]);
  });

  it("say when the drawing alone is not enough", () => {
    expect(needsPlaces({ ...NO_FILTERS, flowsFromInternet: true, severities: ["low"] })).toBe(
      false,
    );
    expect(needsPlaces({ ...NO_FILTERS, stages: ["build"] })).toBe(true);
  });
});
