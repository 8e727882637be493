import { expect, it } from "vitest";
import { ruleTitle } from "./ruleTitle";

it("leaves a gap where the element's name goes and names the others by their role", () => {
  expect(ruleTitle("{self.name} runs privileged")).toBe("… runs privileged");
  expect(ruleTitle("{source.name} reaches {destination.name}")).toBe(
    "The source reaches the destination",
  );
  expect(ruleTitle("No quota in {ns.name}")).toBe("No quota in the namespace");
});
