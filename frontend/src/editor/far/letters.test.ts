import { expect, it } from "vitest";
import { clipped } from "./letters";

const pen = {
  size: 10,
  context: { measureText: (text: string) => ({ width: text.length * 6 }) as TextMetrics },
};

it("A name keeps its beginning and its end where there is no room for all, and is left out where it would say nothing.", () => {
  expect(clipped(pen, "checkout", 48)).toEqual({ text: "checkout", width: 48 });
  expect(clipped(pen, "service-118", 40)).toEqual({ text: "ser…18", width: 36 });
  expect(clipped(pen, "checkout", 13)).toEqual({ text: "", width: 0 });
});
