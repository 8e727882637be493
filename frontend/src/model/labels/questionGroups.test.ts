import { describe, expect, it } from "vitest";
import type { QuestionGroup } from "@/api/types";
import { groupSize, groupText, withoutAnswered } from "./questionGroups";

const group = (names: readonly string[]): QuestionGroup =>
  ({
    fact: "scanned",
    kind: "image",
    text: "Is {name} scanned?",
    count: names.length,
    questions: names.map((name) => ({ id: name, subject: { name } })),
  }) as never;
const kinds = new Map([["image", { label: "Image", plural: "Images" }]]);

describe("groups of questions", () => {
  it("ask one element by its name and several as each of these", () => {
    expect(groupText(group(["redis"]))).toBe("Is redis scanned?");
    expect(groupText(group(["redis", "nginx"]))).toBe("Is each of these scanned?");
  });

  it("count in the plural of their kind", () => {
    expect(groupSize(group(["redis", "nginx"]), kinds)).toBe("2 images");
    expect(groupSize(group(["redis"]), kinds)).toBe("1 image");
  });

  it("shrink by what was answered and go with the last", () => {
    expect(withoutAnswered(group(["a", "b"]), new Set(["a"]))?.count).toBe(1);
    expect(withoutAnswered(group(["a"]), new Set(["a"]))).toBeNull();
  });
});
