import { expect, it } from "vitest";
import { truncate, wrapInTwoLines } from "./textMeasure";

const pen = {
  size: 10,
  context: { measureText: (text: string) => ({ width: text.length * 6 }) as TextMetrics },
};

it("A name keeps its beginning and its end where there is no room for all, and is left out where it would say nothing.", () => {
  expect(truncate(pen, "checkout", 48)).toEqual({ text: "checkout", width: 48 });
  expect(truncate(pen, "service-118", 40)).toEqual({ text: "ser…18", width: 36 });
  expect(truncate(pen, "checkout", 13)).toEqual({ text: "", width: 0 });
});

it("A name that is too long for one line goes on in a second, where it has parts; no word is broken.", () => {
  expect(wrapInTwoLines(pen, "checkout", 48, 0)).toEqual(["checkout"]);
  expect(wrapInTwoLines(pen, "service-118", 50, 0)).toEqual(["service-", "118"]);
  expect(wrapInTwoLines(pen, "recommendation", 48, 0)).toEqual(["reco…ion"]);
  expect(wrapInTwoLines(pen, "shop-opentelemetry", 40, 0)).toEqual(["shop-", "ope…ry"]);
  expect(wrapInTwoLines(pen, "a b", 12, 0)).toEqual(["a", "b"]);
  expect(wrapInTwoLines(pen, "checkout", 5, 0)).toEqual([]);
  expect(wrapInTwoLines(pen, "shipping", 42, 0)).toEqual(["ship…ng"]);
  expect(wrapInTwoLines(pen, "service", 48, 10)).toEqual(["ser…ce"]);
  expect(wrapInTwoLines(pen, "service-118", 50, 20)).toEqual(["service-", "118"]);
});
