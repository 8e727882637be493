import { expect, it } from "vitest";
import { clipped, inTwoLines } from "./textMeasure";

const pen = {
  size: 10,
  context: { measureText: (text: string) => ({ width: text.length * 6 }) as TextMetrics },
};

it("A name keeps its beginning and its end where there is no room for all, and is left out where it would say nothing.", () => {
  expect(clipped(pen, "checkout", 48)).toEqual({ text: "checkout", width: 48 });
  expect(clipped(pen, "service-118", 40)).toEqual({ text: "ser…18", width: 36 });
  expect(clipped(pen, "checkout", 13)).toEqual({ text: "", width: 0 });
});

it("A name that is too long for one line goes on in a second, where it has parts; no word is broken.", () => {
  expect(inTwoLines(pen, "checkout", 48, 0)).toEqual(["checkout"]);
  expect(inTwoLines(pen, "service-118", 50, 0)).toEqual(["service-", "118"]);
  expect(inTwoLines(pen, "recommendation", 48, 0)).toEqual(["reco…ion"]);
  expect(inTwoLines(pen, "shop-opentelemetry", 40, 0)).toEqual(["shop-", "ope…ry"]);
  expect(inTwoLines(pen, "a b", 12, 0)).toEqual(["a", "b"]);
  expect(inTwoLines(pen, "checkout", 5, 0)).toEqual([]);
  expect(inTwoLines(pen, "shipping", 42, 0)).toEqual(["ship…ng"]);
  expect(inTwoLines(pen, "service", 48, 10)).toEqual(["ser…ce"]);
  expect(inTwoLines(pen, "service-118", 50, 20)).toEqual(["service-", "118"]);
});
