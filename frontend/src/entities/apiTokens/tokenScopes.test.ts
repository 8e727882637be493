import { expect, test } from "vitest";
import type { ApiToken } from "@/api/types";
import { isActive, scopesLabel } from "./tokenScopes";

const token = { revoked_at: null, expires_at: "2026-01-02T00:00:00Z" } as ApiToken;

test("scopes are named in one order", () => {
  expect(scopesLabel(["write", "read"])).toBe("Read, Write");
});

test("a token works until it expires or is revoked", () => {
  const before = Date.parse("2026-01-01T00:00:00Z");

  expect(isActive(token, before)).toBe(true);
  expect(isActive(token, Date.parse(token.expires_at))).toBe(false);
  expect(isActive({ ...token, revoked_at: "2026-01-01T00:00:00Z" }, before)).toBe(false);
});
