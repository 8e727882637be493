import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { NodeName } from "./NodeName";

it.each([
  ["redis", ["redis"]],
  ["db-password", ["db-pass", "word"]],
  ["legacy-stock-import-worker-7", ["legacy-stock-import-w", "orker-7"]],
])("%s keeps at most a third of it at its end", (name, parts) => {
  const { container } = render(<NodeName name={name} className="name" />);

  const spans = [...container.querySelectorAll("span:not(:has(span))")];

  expect(spans.map((span) => span.textContent)).toEqual(parts);
});
