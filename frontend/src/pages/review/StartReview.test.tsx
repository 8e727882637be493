import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { ReviewStatus } from "@/api/types";
import { StartReview } from "./StartReview";

let elements = 0;
vi.mock("@/session/useModel", () => ({
  useModel: () => ({ id: "m1", canEdit: true, row: { element_count: elements } }),
}));
vi.mock("@/ui/LinkButton", () => ({ LinkButton: ({ to }: { to: string }) => <a href={to}>Go</a> }));
vi.mock("@/ui/useSearchParams", () => ({ useSearchParams: () => [{}, () => undefined] }));

function show() {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <StartReview status={{ approved: null } as unknown as ReviewStatus} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

it("starts no review while nothing is drawn, and shows the ways to begin", () => {
  elements = 0;

  show();

  expect(screen.getByText("Nothing is drawn yet")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Start review" })).toBeNull();
});

it("starts a review once something is drawn", () => {
  elements = 1;

  show();

  expect(screen.getByRole("button", { name: "Start review" })).toBeTruthy();
});
