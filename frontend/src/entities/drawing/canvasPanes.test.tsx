import { beforeEach, expect, it } from "vitest";
import { adjacentLandmark, focusLandmark, landmarkOf } from "./canvasPanes";

const OUTLINE =
  '<div role="tree"><i role="treeitem" tabindex="-1">a</i><i role="treeitem" tabindex="0">b</i></div>';
const CANVAS = '<div data-canvas><div role="application" tabindex="0">c</div></div>';
const INSPECTOR = '<aside data-inspector tabindex="-1"><input></aside>';

beforeEach(() => {
  document.body.innerHTML = OUTLINE + CANVAS + INSPECTOR;
});

it("leads through the outline, the canvas and the inspector, and round", () => {
  const seen = [];
  focusLandmark("outline");
  for (let step = 0; step < 3; step += 1) {
    seen.push([document.activeElement?.textContent, landmarkOf(document.activeElement)]);
    focusLandmark(adjacentLandmark(1) ?? "outline");
  }

  expect(seen).toEqual([
    ["b", "outline"],
    ["c", "canvas"],
    ["", "inspector"],
  ]);
  expect(landmarkOf(document.activeElement)).toBe("outline");
  expect(adjacentLandmark(-1)).toBe("inspector");
});

it("leaves out what is not shown, and begins at the canvas", () => {
  document.body.innerHTML = CANVAS + INSPECTOR;

  expect(adjacentLandmark(1)).toBe("canvas");
  focusLandmark("inspector");
  expect(adjacentLandmark(1)).toBe("canvas");
  expect(focusLandmark("outline")).toBe(false);
});
