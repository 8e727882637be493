import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";
import type { LiveMessage } from "@/collab/connection";
import { useLiveInvalidation } from "./useLiveInvalidation";

const heard = vi.hoisted(() => ({
  tell: (_message: unknown): void => undefined,
  state: "connecting",
}));
vi.mock("./LiveProvider", () => {
  const live = {
    listen: (listener: (message: unknown) => void) => {
      heard.tell = listener;
      return () => undefined;
    },
  };
  return { useLive: () => ({ ...live, state: heard.state }) };
});
vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1" }) }));
const keyOf = (model: string) => ["reviews", model];

it.each([
  ["review", true],
  ["analyzed", false],
] as const)("after %s it is read again: %s", (type, isRead) => {
  const client = new QueryClient();
  const read = vi.spyOn(client, "invalidateQueries");
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  renderHook(() => useLiveInvalidation("review", keyOf), { wrapper });

  heard.tell({ type } as LiveMessage);

  expect(read.mock.calls).toEqual(isRead ? [[{ queryKey: ["reviews", "m1"] }]] : []);
});

it("it is read again once the socket is open, also by what comes later", () => {
  const client = new QueryClient();
  const read = vi.spyOn(client, "invalidateQueries");
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { rerender } = renderHook(() => useLiveInvalidation("review", keyOf), { wrapper });
  expect(read).not.toHaveBeenCalled();

  heard.state = "open";
  rerender();
  expect(read.mock.calls).toEqual([[{ queryKey: ["reviews", "m1"] }]]);

  renderHook(() => useLiveInvalidation("review", keyOf), { wrapper });
  expect(read).toHaveBeenCalledTimes(2);
});
