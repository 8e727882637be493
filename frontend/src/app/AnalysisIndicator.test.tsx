import { MantineProvider } from "@mantine/core";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Job } from "@/api/types";
import type { ConnectionState, LiveMessage } from "@/collab/connection";
import { AnalysisIndicator } from "./AnalysisIndicator";
import { A_MOMENT_MS } from "./analysisProgress";

const heard: ((message: LiveMessage) => void)[] = [];
const listen = (listener: (message: LiveMessage) => void) => {
  heard.push(listener);
  return () => undefined;
};
let state: ConnectionState = "connecting";
vi.mock("@/entities/live/LiveProvider", () => ({ useLive: () => ({ state, listen }) }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("hears what is told the moment the socket opens, and tells nothing once it is closed", () => {
  const page = () => (
    <MantineProvider>
      <AnalysisIndicator />
    </MantineProvider>
  );
  const { rerender } = render(page());
  const job = { id: "j1", kind: "analyze", state: "running" } as Job;
  act(() => heard.at(-1)?.({ type: "job", job }));
  state = "open";
  rerender(page());
  act(() => vi.advanceTimersByTime(A_MOMENT_MS));
  const told = screen.queryByText("Analyzing…") !== null;

  state = "closed";
  rerender(page());

  expect(told).toBe(true);
  expect(screen.queryByText("Analyzing…")).toBeNull();
});
