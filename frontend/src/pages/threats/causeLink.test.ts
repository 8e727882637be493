import { expect, test } from "vitest";
import { threatsOf } from "./causeLink";

test("the threats of a row are shown from the first page, under the other filters", () => {
  expect(
    threatsOf({ status: ["open"], severity: ["high", "low"], page: 3 }, "platform-defaults", "low"),
  ).toEqual({
    status: ["open"],
    severity: ["low"],
    page: undefined,
    cause: "platform-defaults",
  });
});
