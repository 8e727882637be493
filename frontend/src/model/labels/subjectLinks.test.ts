import { expect, it } from "vitest";
import { linkToSubject } from "./subjectLinks";

it("leads to the canvas, and for a data set to its page", () => {
  const web = { id: "7", uid: "compose:web", kind: "workload" };
  const orders = { id: "8", uid: "data:orders", kind: "data-set" };

  expect(linkToSubject("m1", web)).toEqual({
    to: "/m/$model/architecture",
    params: { model: "m1" },
    search: { select: "7" },
  });
  expect(linkToSubject("m1", orders)).toEqual({
    to: "/m/$model/data",
    params: { model: "m1" },
    search: { open: "data:orders" },
  });
});

it("leads to the canvas alone when the element was deleted", () => {
  const gone = { id: null, uid: "compose:web", kind: "workload" };

  expect(linkToSubject("m1", gone).search).toEqual({ select: undefined });
});
