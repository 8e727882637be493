import { describe, expect, it } from "vitest";
import { boardOf, element, flow, SHOP, snapshotOf } from "./drawing.fixture";
import { matching, NO_FILTERS } from "./filters";
import { fullCounts } from "./severity";

const worrying = element("db", { parent: "shop", threats: fullCounts({ high: 1 }) });
const { board } = boardOf(
  snapshotOf([...SHOP, worrying], [{ ...flow("people", "api"), threats: fullCounts({ low: 2 }) }]),
);
const { snapshot, tree } = board;
const NOBODY = new Set<string>();

describe("filters", () => {
  it("leave everything as it is when nothing is chosen", () => {
    expect(matching(snapshot, tree, NO_FILTERS, NOBODY)).toBeNull();
  });

  it("find what has threats of any chosen severity, and keep the frames around it", () => {
    const match = matching(snapshot, tree, { severities: ["high", "low"], dataSet: null }, NOBODY);

    expect([...(match?.found ?? [])]).toEqual(["db", "people->api"]);
    expect([...(match?.shown ?? [])].sort()).toEqual(["cluster", "db", "people->api", "shop"]);
  });

  it("find what holds the data set and has such threats", () => {
    const holders = new Set(["db", "key"]);

    expect(matching(snapshot, tree, { severities: [], dataSet: "d" }, holders)?.found.size).toBe(2);
    const both = matching(snapshot, tree, { severities: ["high"], dataSet: "d" }, holders);
    expect([...(both?.found ?? [])]).toEqual(["db"]);
  });
});
