import { describe, expect, it } from "vitest";
import type { QuestionCard } from "@/api/types";
import {
  allCards,
  type CardPart,
  cardReason,
  cardTitle,
  partSize,
  partText,
  patchCards,
  withoutParts,
  withoutQuestions,
} from "./questionCards";

const part = (id: string, names: readonly string[], kind = "image"): CardPart =>
  ({
    id,
    text: `Is {name} ${id}?`,
    count: names.length,
    entry_count: names.length,
    entries: names.map((name) => ({
      subject: { name, uid: name, kind },
      questions: [`${id} ${name}`],
    })),
  }) as never;
const card = (...parts: CardPart[]): QuestionCard =>
  ({
    id: "supply-chain",
    title: "How are images checked?",
    count: parts.reduce((sum, one) => sum + one.count, 0),
    parts,
  }) as never;
const kinds = new Map([["image", { label: "Image", plural: "Images" }]]);

describe("cards of questions", () => {
  it("ask one element by its name and several as each of these", () => {
    expect(partText(part("scanned", ["redis"]))).toBe("Is redis scanned?");
    expect(partText(part("scanned", ["redis", "nginx"]))).toBe("Is each of these scanned?");
  });

  it("are called by their only question, else by their title", () => {
    expect(cardTitle(card(part("scanned", ["redis"])))).toBe("Is redis scanned?");
    expect(cardTitle(card(part("scanned", ["redis", "nginx"])))).toBe("How are images checked?");
    expect(cardTitle(card(part("scanned", ["a"]), part("signed", ["a"])))).toBe(
      "How are images checked?",
    );
  });

  it("count in the plural of the kind, or as elements where there are several kinds", () => {
    const mixed = part("scanned", ["a"]);
    const [entry] = part("scanned", ["b"], "registry").entries;
    expect(partSize(part("scanned", ["a", "b"]), kinds)).toBe("2 images");
    expect(partSize(part("scanned", ["a"]), kinds)).toBe("1 image");
    expect(partSize(part("encrypted", ["a", "b"], "flow"), kinds)).toBe("2 data flows");
    expect(
      partSize({ ...mixed, entry_count: 2, entries: [...mixed.entries, entry as never] }, kinds),
    ).toBe("2 elements");
  });

  it("say why they ask, of an only question what it means", () => {
    const one = { ...part("scanned", ["a"]), meaning: "It was scanned." };
    const several = { ...part("scanned", ["a", "b"]), meaning: "It was scanned." };

    expect(cardReason({ ...card(one), why: "Because." })).toBe("It was scanned.");
    expect(cardReason({ ...card(several), why: "Because." })).toBe("Because.");
  });

  it("are more when nothing shares one", () => {
    const own = { ...card(part("scanned", ["a"])), shared_by: 0 };

    expect(allCards([own, { ...own, shared_by: 12 }])).toBe(13);
    expect(allCards([own])).toBe(1);
  });

  it("shrink by the parts that were answered and go with the last", () => {
    const whole = card(part("scanned", ["a", "b"]), part("signed", ["a"]));

    const left = withoutParts(whole, new Set(["scanned"]));

    expect(left?.parts.map((one) => one.id)).toEqual(["signed"]);
    expect(left?.count).toBe(1);
    expect(left && withoutParts(left, new Set(["signed"]))).toBeNull();
    expect(withoutParts(whole, new Set(["other"]))).toBe(whole);
  });

  it("shrink by the elements that were answered and go with the last", () => {
    const whole = card(part("scanned", ["a", "b"]), part("signed", ["a"]));

    const left = withoutQuestions(whole, new Set(["scanned a", "signed a"]));

    expect(left?.parts.map((one) => [one.id, one.count, one.entry_count])).toEqual([
      ["scanned", 1, 1],
    ]);
    expect(left && withoutQuestions(left, new Set(["scanned b"]))).toBeNull();
    expect(withoutQuestions(whole, new Set(["other"]))).toBe(whole);
  });

  it("leave the page with their number, and other answers of the server alone", () => {
    const one = card(part("scanned", ["a"]));
    const page = { count: 7, results: [one] };
    const elements = { count: 1, results: [{ id: "e" }] };

    expect(patchCards(page, () => null)).toEqual({ count: 6, results: [] });
    expect(patchCards(page, (same) => same)).toBe(page);
    expect(patchCards(elements, () => null)).toBe(elements);
    expect(patchCards(null, () => null)).toBeNull();
  });
});
