import { expect, it, vi } from "vitest";
import { placeOf } from "@/model/canvas/editSnapshot";
import { editorOn } from "./editor.fixture";
import { resizeSelection } from "./resizeSelection";

const [wider, widerByMore] = resizeSelection;

it("moves the right edge of a boundary, by a little or by more", () => {
  const editor = editorOn({ chosen: ["shop"] });
  const { width } = placeOf(editor.editSnapshot, "shop");

  wider?.run(editor);
  widerByMore?.run(editor);

  const widths = vi
    .mocked(editor.edit)
    .mock.calls.map(([[op]]) => (op as { props: { width: number } }).props.width);
  expect(widths).toEqual([width + 8, width + 40]);
  expect(editor.edit).toHaveBeenLastCalledWith(expect.anything(), "Resize shop");
});

it("is for one boundary that is open", () => {
  const applies = (chosen: string[]) => wider?.applies?.(editorOn({ chosen }));

  expect([["shop"], ["people"], ["shop", "cluster"], []].map(applies)).toEqual([
    ...[true, false, false, false],
  ]);
});
