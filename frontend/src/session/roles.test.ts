import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hasRole, ROLE_OPTIONS } from "./roles";

const { schemas } = JSON.parse(readFileSync("../tests/openapi.json", "utf8")).components;

describe("the roles of a team", () => {
  it("are those of the API, weakest first", () => {
    const roles = ROLE_OPTIONS.map((option) => option.value);

    expect(roles).toEqual(schemas.RoleEnum.enum);
    expect(roles.filter((role) => hasRole(role, "approver"))).toEqual(["approver", "owner"]);
  });

  it("allow nothing to somebody without one", () => {
    expect(hasRole(undefined, "viewer")).toBe(false);
  });
});
