import { describe, expect, it } from "vitest";
import type { ModelRow, Template } from "@/api/types";
import type { Candidate, CheckedFiles } from "@/entities/imports/importFiles";
import { type Choices, copyName, isChosen, nameFor } from "./newModelOptions";

const file = { path: "shop/docker-compose.yml", file: new File([], "docker-compose.yml") };
const files = (accepted: Candidate[]): CheckedFiles => ({
  accepted,
  bytes: 0,
  problems: [],
  usable: accepted.length > 0,
});
const nothing: Choices = { template: null, files: files([]), copied: null };
const everything: Choices = {
  template: { name: "Event-driven services" } as Template,
  files: files([file]),
  copied: { name: "Shop" } as ModelRow,
};

describe("the name of a new model", () => {
  it("follows what was chosen", () => {
    expect(nameFor("template", everything)).toBe("Event-driven services");
    expect(nameFor("files", everything)).toBe("Shop");
    expect(nameFor("copy", everything)).toBe("Copy of Shop");
  });

  it("is left to the person where nothing tells it", () => {
    expect(nameFor("blank", everything)).toBe("");
    expect(nameFor("template", nothing)).toBe("");
    expect(nameFor("copy", nothing)).toBe("");
  });

  it("never grows beyond what the server takes", () => {
    expect(copyName("x".repeat(200))).toHaveLength(200);
  });
});

describe("a model can begin", () => {
  it("blank without any choice, otherwise only with one", () => {
    expect(isChosen("blank", nothing)).toBe(true);
    for (const kind of ["template", "files", "copy"] as const) {
      expect(isChosen(kind, nothing)).toBe(false);
      expect(isChosen(kind, everything)).toBe(true);
    }
  });

  it("not from files that are not accepted", () => {
    const bad = { ...everything, files: { ...files([file]), usable: false } };
    expect(isChosen("files", bad)).toBe(false);
  });
});
