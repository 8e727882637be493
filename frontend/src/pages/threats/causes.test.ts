import { expect, test } from "vitest";
import { threatsOf } from "./causes";

test("the threats of a rule are shown from the first page, under the other filters", () => {
  expect(threatsOf({ severity: ["high"], page: 3 }, "container-privileged")).toEqual({
    severity: ["high"],
    page: undefined,
    rule: "container-privileged",
  });
});
