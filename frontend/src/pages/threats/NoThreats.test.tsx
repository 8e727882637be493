import { render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { NothingPossible } from "./NoThreats";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));
vi.mock("@/ui/LinkButton", () => ({ LinkButton: ({ to }: { to: string }) => <a href={to}>Go</a> }));

describe("a list without possible threats", () => {
  it("leads to the drawing where nothing is drawn", () => {
    render(<NothingPossible filled={false} />);

    expect(screen.getByRole("heading", { name: "Nothing is drawn yet" })).toBeTruthy();
    expect(screen.getAllByRole("link")).toHaveLength(2);
  });

  it("says that no rule waits where something is drawn", () => {
    render(<NothingPossible filled />);

    expect(screen.getByRole("heading", { name: "No possible threats" })).toBeTruthy();
  });
});
