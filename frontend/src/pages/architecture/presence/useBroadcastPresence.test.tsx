import { render } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { useBroadcastField } from "./useBroadcastPresence";

function Field({ show, there }: { show: () => void; there: boolean }) {
  useBroadcastField(show);
  return there ? <input data-field="web/name" aria-label="Name" /> : null;
}

afterEach(() => vi.restoreAllMocks());

it("shows the field one is at, until one leaves it or it goes away", () => {
  const show = vi.fn();
  const { getByLabelText, rerender } = render(<Field show={show} there />);

  getByLabelText("Name").focus();
  rerender(<Field show={show} there={false} />);
  document.dispatchEvent(new KeyboardEvent("keyup", { key: "Escape" }));

  expect(show.mock.calls.at(0)).toEqual([{ field: "web/name" }]);
  expect(show.mock.calls.at(-1)).toEqual([{ field: null }]);
});
