import { expect, test } from "vitest";
import { gapsText, nameInUid } from "./hardeningGaps";

test("gaps are told without what the row names anyway, and no more than three", () => {
  expect(
    gapsText([
      "container-may-run-as-root",
      "workload-unused-token",
      "image-not-pinned",
      "flow-unlimited",
      "container-disk-unlimited",
    ]),
  ).toBe("May run as root, unused token, not pinned, …");
});

test("few gaps are all told", () => {
  expect(gapsText(["container-cpu-unlimited", "registry-public"])).toBe(
    "Cpu unlimited, registry public",
  );
});

test("a uid is called by its last part", () => {
  expect(nameInUid("k8s:shop/Deployment/cart")).toBe("cart");
  expect(nameInUid("compose:web")).toBe("web");
  expect(nameInUid("internet")).toBe("internet");
});
