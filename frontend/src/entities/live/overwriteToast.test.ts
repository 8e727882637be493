import { expect, it } from "vitest";
import { overwriteMessage } from "./overwriteToast";

const what = { on: "element", uid: "web", by: "Ana" } as const;

it("names who changed what from one's own to theirs", () => {
  const name = { ...what, fact: null, mine: "Front", theirs: "Shop front" };
  const fact = { ...what, fact: "privileged", mine: false, theirs: null };

  expect(overwriteMessage(name, "web")).toBe("Ana changed your name “Front” to “Shop front”.");
  expect(overwriteMessage(fact, "web")).toBe(
    "Ana changed Privileged of web from your “no” to “unknown”.",
  );
});
