import { describe, expect, it } from "vitest";
import { completed, suggestionsFor, wordBefore } from "./conditionCompletion";

const FACTS: Record<string, { name: string; label: string; meaning: string }[]> = {
  container: [
    { name: "privileged", label: "Privileged", meaning: "Runs privileged" },
    { name: "gains_privileges", label: "", meaning: "" },
  ],
  namespace: [{ name: "psa_enforce", label: "", meaning: "" }],
};
const factsOf = (kind: string) => FACTS[kind] ?? [];
const texts = (word: string) => suggestionsFor(word, ["container"], factsOf).map((one) => one.text);

describe("the completion of conditions", () => {
  it("offers the holders of facts, then the facts of the kind, those that begin so first", () => {
    expect(texts("se")).toEqual(["self."]);
    expect(texts("self.priv")).toEqual(["self.privileged", "self.gains_privileges"]);
    expect(texts("ns.")).toEqual(["ns.psa_enforce"]);
    expect(texts("")).toEqual([]);
  });

  it("replaces only the word before the caret", () => {
    const text = "!self.pri && true";

    expect(wordBefore(text, 9)).toBe("self.pri");
    expect(completed(text, 9, "self.privileged")).toEqual({
      text: "!self.privileged && true",
      caret: 16,
    });
  });
});
