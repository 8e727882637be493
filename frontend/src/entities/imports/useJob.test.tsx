import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { useJob } from "./useJob";

afterEach(() => vi.unstubAllGlobals());

it("follows a job to its end by asking, and then reads the model again", async () => {
  const states = ["queued", "running", "succeeded"];
  const answer = () =>
    Response.json({ id: "j1", model: "m1", state: states.shift() ?? "succeeded" });
  const fetched = vi.fn(() => Promise.resolve(answer()));
  vi.stubGlobal("fetch", fetched);
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, "invalidateQueries");
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );

  const { result } = renderHook(() => useJob("j1"), { wrapper });

  await waitFor(() => expect(result.current.job?.state).toBe("succeeded"), { timeout: 5000 });
  expect(fetched).toHaveBeenCalledTimes(3);
  expect(invalidate).toHaveBeenCalledWith({ queryKey: ["model", "m1"] });
});
