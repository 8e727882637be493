import { expect, it } from "vitest";
import { addressIn, isAddress, partsOf } from "./pageAddress";

it("is what follows the model in the address", () => {
  expect(addressIn("m1", "/m/m1/threats/12", "?tab=history")).toBe("/threats/12?tab=history");
  expect(addressIn("m1", "/m/m1/architecture/", "")).toBe("/architecture");
  expect(addressIn("m1", "/m/m2/threats", "")).toBeNull();
  expect(addressIn("m1", "/account", "")).toBeNull();
});

it.each([
  "https://evil.example",
  "//evil.example/threats",
  "/../t/other",
  "/threats/../../account",
  "threats",
  "/threats#x",
  "javascript:alert(1)",
  "/\\evil.example",
  `/threats?search=${"x".repeat(1_000)}`,
])("leads nowhere else: %s", (address) => {
  expect(isAddress(address)).toBe(false);
});

it("is taken apart where its query begins", () => {
  expect(partsOf("/threats?a=1&b=?")).toEqual({ path: "/threats", query: "a=1&b=?" });
  expect(partsOf("/threats")).toEqual({ path: "/threats", query: "" });
});
