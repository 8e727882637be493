import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { TokenForm } from "./TokenForm";

vi.mock("@/session/session", () => ({
  useSession: () => ({ teams: [{ id: "t1", name: "Team" }] }),
}));

afterEach(() => vi.unstubAllGlobals());

it("shows once what is said about no field", async () => {
  vi.stubGlobal("fetch", async ({ method, url }: Request) => {
    if (method === "POST")
      return Response.json({ detail: ["This account has no tokens."] }, { status: 400 });
    return Response.json(url.endsWith("/agent-tools/") ? [] : { results: [], max_token_days: 365 });
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <TokenForm onCancel={vi.fn()} onCreated={vi.fn()} />
      </MantineProvider>
    </QueryClientProvider>,
  );

  fireEvent.change(screen.getByLabelText("Name"), {
    target: { value: "Pipeline" },
  });
  fireEvent.submit(screen.getByLabelText("Name"));

  await screen.findByRole("alert");
  expect(screen.getAllByText("This account has no tokens.")).toHaveLength(1);
});
