import { describe, expect, it } from "vitest";
import type { Session } from "@/api/types";
import { invitationIn, isByInvitation, signupDescription } from "./signupRule";

const session = (mode: "open" | "invited" | "domains", domains: string[] = []) =>
  ({ signup: { mode, domains } }) as unknown as Session;

describe("the rule of sign-up", () => {
  it("finds the invitation in the address to go to", () => {
    expect(invitationIn("/invite/abc-DEF_1")).toBe("abc-DEF_1");
    expect(invitationIn("/")).toBe("");
    expect(invitationIn("/invite/a/b")).toBe("");
  });

  it("lets nobody in without an invitation where it says so", () => {
    expect(isByInvitation(session("invited"), "")).toBe(true);
    expect(isByInvitation(session("invited"), "token")).toBe(false);
    expect(isByInvitation(session("open"), "")).toBe(false);
  });

  it("names the domains", () => {
    expect(signupDescription(session("domains", ["a.example", "b.example"]), "")).toContain(
      "a.example, b.example",
    );
  });
});
