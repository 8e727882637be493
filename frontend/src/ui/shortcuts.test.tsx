import { describe, expect, it, vi } from "vitest";
import { groupShortcuts, isTyping, keyText, Shortcuts } from "./shortcuts";

const press = (key: string, ctrlKey = false) => ({
  key,
  ctrlKey,
  metaKey: false,
  altKey: false,
  shiftKey: false,
});
const shortcut = (keys: string) => ({ keys, label: keys, group: "Test", run: vi.fn() });

describe("shortcuts", () => {
  it("match one key", () => {
    const registry = new Shortcuts();
    const search = shortcut("/");
    registry.add(search);

    expect(registry.match(press("/"), 0)).toBe(search);
    expect(registry.match(press("x"), 0)).toBeUndefined();
  });

  it("match two keys in a row, and only when they follow soon", () => {
    const registry = new Shortcuts();
    const threats = shortcut("g t");
    registry.add(threats);

    expect(registry.match(press("g"), 0)).toBeUndefined();
    expect(registry.match(press("t"), 300)).toBe(threats);
    expect(registry.match(press("g"), 1000)).toBeUndefined();
    expect(registry.match(press("t"), 5000)).toBeUndefined();
  });

  it("tell Ctrl from the plain key", () => {
    const registry = new Shortcuts();
    registry.add(shortcut("k"));

    expect(registry.match(press("k", true), 0)).toBeUndefined();
  });

  it("tell Ctrl with Shift from Ctrl alone, for letters", () => {
    const registry = new Shortcuts();
    const [undo, redo, more] = [shortcut("mod+z"), shortcut("mod+shift+z"), shortcut("mod++")];
    for (const one of [undo, redo, more]) registry.add(one);

    expect(registry.match(press("z", true), 0)).toBe(undo);
    expect(registry.match({ ...press("Z", true), shiftKey: true }, 0)).toBe(redo);
    expect(registry.match({ ...press("+", true), shiftKey: true }, 0)).toBe(more);
  });

  it("are written as people read them", () => {
    expect(["mod+shift+z", "mod+k", "g t", "Escape", "/"].map(keyText)).toEqual([
      ...["Ctrl Shift Z", "Ctrl K", "G T", "Escape", "/"],
    ]);
  });

  it("prefer the latest registration and forget a removed one", () => {
    const registry = new Shortcuts();
    const first = shortcut("n");
    registry.add(first);
    const remove = registry.add(shortcut("n"));

    remove();

    expect(registry.match(press("n"), 0)).toBe(first);
  });

  it("are listed once in a group, and in each group that has them", () => {
    const inTree = { ...shortcut("n"), group: "Tree" };
    const [first, second] = [shortcut("n"), shortcut("n")];

    expect(groupShortcuts([first, inTree, second])).toEqual([
      ["Test", [second]],
      ["Tree", [inTree]],
    ]);
  });

  it("leave writing alone", () => {
    const input = document.createElement("input");

    expect(isTyping(input)).toBe(true);
    expect(isTyping(document.createElement("button"))).toBe(false);
  });
});
