import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { fullCounts } from "@/model/graph/severity";
import { ThreatMark } from "./ThreatMark";

const NONE = { count: 0, worst: null };

it("shows what is found and beside it what is possible", () => {
  const counts = fullCounts({ medium: 2, low: 1 });

  render(<ThreatMark worst="medium" counts={counts} possible={{ count: 4, worst: "high" }} />);

  const found = screen.getByTitle("2 medium, 1 low threats");
  const possible = screen.getByTitle("4 possible threats");
  expect(found.textContent).toBe("3");
  expect(found.querySelector("[data-hollow]")).toBeNull();
  expect(possible.textContent).toBe("4");
  expect(possible.querySelector("[data-hollow]")).not.toBeNull();
});

it("shows what is possible alone while nothing is found", () => {
  render(<ThreatMark worst={null} counts={fullCounts({})} possible={{ count: 1, worst: "low" }} />);

  expect(screen.getByTitle("1 possible threat, none found").textContent).toBe("1");
});

it("shows nothing where there is no threat of either sort", () => {
  const { container } = render(<ThreatMark worst={null} counts={fullCounts({})} possible={NONE} />);

  expect(container.firstChild).toBeNull();
});
