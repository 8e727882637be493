import { expect, it } from "vitest";
import { safeRedirect } from "./redirect";

it("keeps a path of ours, with its query", () => {
  expect(safeRedirect("/m/1/threats?severity=high")).toBe("/m/1/threats?severity=high");
});

it.each([
  "",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "javascript:alert(1)",
])("sends %j to the start page", (next) => {
  expect(safeRedirect(next)).toBe("/");
});
