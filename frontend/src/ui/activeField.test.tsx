import { fireEvent } from "@testing-library/dom";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ActiveField, watchActiveField } from "./activeField";

let writing: ActiveField;
let stop: () => void;
let field: HTMLInputElement;

beforeEach(() => {
  writing = new ActiveField();
  stop = watchActiveField(window, writing);
  document.body.innerHTML =
    '<div data-subject="cache"><input aria-label="Name"></div><button>a</button>';
  field = document.querySelector("input") as HTMLInputElement;
  field.focus();
});

afterEach(() => stop());

describe("a field that goes away while somebody writes in it", () => {
  it("leaves what was written, and makes the keys that follow at once no shortcuts", () => {
    fireEvent.input(field, { target: { value: "sessions" } });
    field.remove();

    expect(writing.current()).toEqual({ label: "Name", text: "sessions", subject: "cache" });
    expect(writing.isStray(10_000)).toBe(true);
    expect(writing.isStray(11_000)).toBe(true);
    expect(writing.isStray(13_000)).toBe(false);
    expect(writing.isStray(13_100)).toBe(false);
  });

  it("counts from when it was taken away, where that is known", () => {
    writing.takenAway(10_000);

    expect(writing.isStray(12_000)).toBe(false);
  });

  it("need not have been written in yet", () => {
    field.remove();

    expect(writing.current()?.text).toBe("");
    expect(writing.isStray(0)).toBe(true);
  });

  it.each(["Enter", "Escape"])("was left by %s before", (key) => {
    fireEvent.keyDown(field, { key });
    field.remove();

    expect(writing.isStray(0)).toBe(false);
    expect(writing.current()).toBeNull();
  });

  it("counts no more after a press of the pointer, or with the focus elsewhere", () => {
    field.remove();
    fireEvent.pointerDown(document.body);
    expect(writing.isStray(0)).toBe(false);

    document.body.append(field);
    field.focus();
    field.remove();
    document.querySelector("button")?.focus();
    expect(writing.isStray(0)).toBe(false);
  });
});

it("a field that is there makes no key stray", () => {
  fireEvent.input(field, { target: { value: "sessions" } });

  expect(writing.isStray(0)).toBe(false);
});
