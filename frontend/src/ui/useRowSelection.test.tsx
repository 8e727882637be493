import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useRowSelection } from "./useRowSelection";

const identity = (row: string): string => row;
const PAGE = ["a", "b", "c", "d"];

function selected() {
  return renderHook(() => useRowSelection(identity, identity)).result;
}

describe("the selection of rows", () => {
  it("goes from the row selected last to another, in either direction", () => {
    const result = selected();
    act(() => result.current.toggle("c"));
    act(() => result.current.extend("a", PAGE));
    expect(result.current.chosen.toSorted()).toEqual(["a", "b", "c"]);
    act(() => result.current.extend("d", PAGE));
    expect(result.current.chosen.toSorted()).toEqual(PAGE);
  });

  it("begins with the row itself where the last one is on another page", () => {
    const result = selected();
    act(() => result.current.toggle("z"));
    act(() => result.current.extend("b", PAGE));
    expect(result.current.chosen.toSorted()).toEqual(["b", "z"]);
  });

  it("takes all rows of a page, or none where all are selected, and leaves other pages alone", () => {
    const result = selected();
    act(() => result.current.toggle("z"));
    act(() => result.current.toggleAll(PAGE));
    expect(result.current.chosen).toHaveLength(5);
    act(() => result.current.toggleAll(PAGE));
    expect(result.current.chosen).toEqual(["z"]);
    act(() => result.current.clear());
    expect(result.current.chosen).toEqual([]);
  });
});
