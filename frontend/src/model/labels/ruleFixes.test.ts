import { describe, expect, it } from "vitest";
import { fixesOf } from "./ruleFixes";

const FIXES = [
  { format: "compose", text: "services:\n  app:\n    privileged: false\n" },
  { format: "kubernetes", text: "privileged: false" },
];

describe("fixesOf", () => {
  it("puts the format of the element first", () => {
    const labels = (uid: string) => fixesOf(FIXES, uid).map((one) => one.label);

    expect(labels("k8s:shop/Deployment/api")).toEqual(["Kubernetes", "Compose"]);
    expect(labels("compose:api/api")).toEqual(["Compose", "Kubernetes"]);
  });

  it("tells a piece of a manifest from a sentence", () => {
    expect(fixesOf(FIXES, "x").every((one) => one.code)).toBe(true);
    expect(fixesOf([{ format: "compose", text: "Run it as another user." }], "x")[0]?.code).toBe(
      false,
    );
  });

  it("leaves out empty ones", () => {
    expect(fixesOf([{ format: "compose", text: " " }], "x")).toEqual([]);
  });
});
