import { describe, expect, it } from "vitest";
import { passwordRules } from "./passwordRules";

const met = (password: string, personal: string[] = []) =>
  passwordRules(password, personal).map((rule) => rule.met);

describe("password rules", () => {
  it("are all open for an empty password", () => {
    expect(met("")).toEqual([false, false, false]);
  });

  it("are all met by a good password", () => {
    expect(met("look-around-the-ship", ["Ada Lovelace", "ada@example.com"])).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("refuse little more than the person's name or address", () => {
    expect(met("lovelace-1815", ["Ada Lovelace"])).toEqual([true, false, true]);
    expect(met("ada@example.com", ["", "ada@example.com"])).toEqual([true, false, true]);
    expect(met("ada walks by the sea", ["Ada Lovelace"])).toEqual([true, true, true]);
  });

  it("refuse a password of one repeated character", () => {
    expect(met("aaaaaaaaaaaa")).toEqual([true, true, false]);
  });
});
