import { describe, expect, it } from "vitest";
import type { Person } from "@/api/types";
import { completed, matching, mentionAt, partsOf, toDraft, toText } from "./mentionText";

const person = (n: number, name: string): Person => ({
  id: `0000000${n}-0000-4000-8000-000000000000`,
  name,
  email: `${name.toLowerCase().replace(" ", ".")}@example.com`,
});
const ann = person(1, "Ann");
const anna = person(2, "Anna Bell");
const bob = person(3, "Bob");
const people = [ann, anna, bob];

describe("the text of a comment", () => {
  it("knows links and people, and nothing else", () => {
    expect(partsOf(`Ask <@${bob.id}>, see https://example.com/a?b=1.`, people)).toEqual([
      { kind: "text", text: "Ask " },
      { kind: "mention", id: bob.id, name: "Bob" },
      { kind: "text", text: ", see " },
      { kind: "link", href: "https://example.com/a?b=1" },
      { kind: "text", text: "." },
    ]);
  });

  it("makes no link of a script or of mark-up", () => {
    const text = 'javascript:alert(1) <a href="x">data:text/html,x</a> <script>';
    expect(partsOf(text, people)).toEqual([{ kind: "text", text }]);
  });

  it("names a former member as unknown person", () => {
    const [part] = partsOf(`<@${bob.id}>`, []);
    expect(part).toMatchObject({ kind: "mention", name: "unknown person" });
  });
});

describe("a draft", () => {
  it("becomes a text with ids, and the text the same draft", () => {
    const draft = "@Anna Bell and @bob, not me@bob.com nor @Annabel: @Ann!";
    const text = toText(draft, people);
    expect(text).toBe(`<@${anna.id}> and <@${bob.id}>, not me@bob.com nor @Annabel: <@${ann.id}>!`);
    expect(toDraft(text, people)).toBe("@Anna Bell and @Bob, not me@bob.com nor @Annabel: @Ann!");
  });

  it("means who was chosen, of two of one name", () => {
    const other = person(4, "Bob");
    expect(toText("@Bob", [other, ...people])).toBe(`<@${other.id}>`);
  });
});

describe("completing a name", () => {
  it("begins at an @ that begins a word", () => {
    expect(mentionAt("Ask @an", 7)).toEqual({ start: 4, query: "an" });
    expect(mentionAt("Ask @", 5)).toEqual({ start: 4, query: "" });
    expect(mentionAt("me@an", 5)).toBeNull();
    expect(mentionAt("@an\nx", 5)).toBeNull();
    expect(mentionAt("@bob went to the shop", 21)).toBeNull();
  });

  it("finds people by the beginning of any of their names", () => {
    expect(matching(people, "an")).toEqual([ann, anna]);
    expect(matching(people, "bel")).toEqual([anna]);
    expect(matching(people, "bob")).toEqual([]);
    expect(matching(people, "")).toEqual(people);
  });

  it("puts the name in and the caret behind it", () => {
    expect(completed("Ask @an please", 7, 4, anna)).toEqual({
      draft: "Ask @Anna Bell please",
      caret: 15,
    });
  });
});
