import { describe, expect, it } from "vitest";
import { confirmedText, proofNote, threatNote } from "./statusEvidence";

describe("what stands behind a status", () => {
  it("is nothing where the status says it all", () => {
    expect(threatNote("")).toBeNull();
    expect(proofNote("")).toBeNull();
  });

  it("warns of what is done and not seen, or denied by the files", () => {
    expect(threatNote("not-seen")?.tone).toBe("warn");
    expect(proofNote("contradicted")?.tone).toBe("bad");
  });

  it("names the fact and its line", () => {
    const fact = {
      fact: "privileged",
      label: "Privileged",
      element: "compose:web/web",
      value: false,
      file: "docker-compose.yml",
      line: 4,
    };
    expect(confirmedText({ seen: "fixed", seen_facts: [fact] })).toBe(
      "Privileged: no, docker-compose.yml:4",
    );
  });

  it("counts lists and leaves out a line that is not known", () => {
    const fact = {
      fact: "mounts",
      label: "Mounts",
      element: "e",
      value: [],
      file: "a.yml",
      line: 0,
    };
    expect(confirmedText({ seen: "fixed", seen_facts: [fact] })).toBe("Mounts: 0 entries, a.yml");
    expect(confirmedText({ seen: "", seen_facts: [] })).toBe("");
  });
});
