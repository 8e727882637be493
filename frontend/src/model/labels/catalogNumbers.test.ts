import { expect, it } from "vitest";
import { catalogReference } from "./catalogNumbers";

it("finds the catalog of a number", () => {
  expect(catalogReference(" cwe-79 ")).toBe("cwe:CWE-79");
  expect(catalogReference("T1059.004")).toBe("attack:T1059.004");
  expect(catalogReference("cve:cve-2021-44228")).toBe("cve:CVE-2021-44228");
});

it("takes nothing else for one", () => {
  for (const text of ["", "CWE", "CWE-0", "capec:CWE-79", "passwords", "CVE-21-1"]) {
    expect(catalogReference(text)).toBeNull();
  }
});
