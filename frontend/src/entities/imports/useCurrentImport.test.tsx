import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { Job } from "@/api/types";
import type { LiveMessage } from "@/collab/connection";
import { useCurrentImport } from "./useCurrentImport";

const listeners = new Set<(message: LiveMessage) => void>();
const live = {
  state: "open",
  listen: (listener: (message: LiveMessage) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
vi.mock("@/entities/live/LiveProvider", () => ({ useLive: () => live }));

const hear = (id: string, state: Job["state"], kind = "import") =>
  act(() => {
    const message = { type: "job", job: { id, state, kind } as Job } as LiveMessage;
    for (const listener of listeners) listener(message);
  });

it("follows an import that starts after another has ended", () => {
  const started = vi.fn();
  const { result } = renderHook(() => useCurrentImport(started));

  hear("old", "running");
  hear("old", "succeeded");
  hear("new", "queued");
  hear("new", "running");

  expect(result.current.followed).toBe("new");
  expect(started.mock.calls).toEqual([["old"], ["new"]]);
});

it("keeps the import that has ended", () => {
  const { result } = renderHook(() => useCurrentImport(vi.fn()));

  hear("one", "running");
  hear("one", "succeeded");

  expect(result.current.followed).toBe("one");
});

it("leaves an import aside although it goes on", () => {
  const { result } = renderHook(() => useCurrentImport(vi.fn()));
  hear("one", "running");

  act(() => result.current.putAside());
  hear("one", "running");

  expect(result.current.followed).toBeNull();
});

it("does not follow an analysis", () => {
  const { result } = renderHook(() => useCurrentImport(vi.fn()));

  hear("one", "running", "analyze");

  expect(result.current.followed).toBeNull();
});
