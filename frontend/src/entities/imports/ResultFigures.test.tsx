import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { ImportResult } from "@/api/types";
import { ResultFigures } from "./ResultFigures";

it("says that its threats are those of rules, when they were counted, and what is added to them", () => {
  const result = { elements: 3, flows: 2, threats: 7, questions: 4, added: 5 } as ImportResult;

  render(<ResultFigures result={result} model={null} />);

  expect(screen.getByText("Threats by rules").nextElementSibling?.textContent).toBe("7");
  expect(
    screen.getByText(/^5 added\. Counted at the end of the import; attack scenarios/),
  ).toBeTruthy();
});
