import { describe, expect, it } from "vitest";
import { ApiError, isTransient, messageOf, toApiError } from "./errors";
import { fieldError } from "./fieldError";

describe("a failed answer", () => {
  it("keeps what it says about each field", () => {
    const error = toApiError(400, { name: ["Too long.", "Not that."], nested: { deep: ["No."] } });

    expect(error.fields).toEqual({ name: ["Too long.", "Not that."], nested: ["No."] });
    expect(fieldError(error, "name")).toBe("Too long. Not that.");
    expect(fieldError(error, "other")).toBeNull();
  });

  it("uses detail as its sentence, at whichever field asks for it", () => {
    const error = toApiError(403, { detail: "Only owners may." });

    expect(messageOf(error)).toBe("Only owners may.");
    expect(fieldError(error, "name")).toBe("Only owners may.");
    expect(fieldError(error, "name", false)).toBeNull();
  });

  it("has a sentence of its own when the server gave none", () => {
    expect(messageOf(toApiError(404, undefined))).toContain("does not exist");
    expect(messageOf(toApiError(502, "<html>"))).toContain("Try again");
  });
});

it("only outages and faults of the server are worth a retry", () => {
  expect(isTransient(new ApiError(0, ""))).toBe(true);
  expect(isTransient(new ApiError(503, ""))).toBe(true);
  expect(isTransient(new ApiError(404, ""))).toBe(false);
  expect(isTransient(new Error("bug"))).toBe(false);
});
