import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { SeverityBar } from "./SeverityBar";

it("groups the digits of large counts and leaves out severities without threats", () => {
  const counts = { critical: 0, high: 0, medium: 639, low: 5271, info: 1350 };

  render(<SeverityBar counts={counts} numbers />);

  expect(screen.getByTitle("Low").textContent).toBe("5,271");
  expect(screen.queryByTitle("Critical")).toBeNull();
});
