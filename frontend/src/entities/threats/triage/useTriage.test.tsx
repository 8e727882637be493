import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";
import { type TriageTarget, useTriage } from "./useTriage";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));

const MEANT: TriageTarget = {
  selection: { all: false, numbers: [7], filter: null },
  seen: { event: 9, threat: 7 },
  count: 1,
  severity: "high",
  label: "T7",
};

const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
);

it("asks once the server has told which threats are meant", async () => {
  let tell = (_meant: TriageTarget): void => undefined;
  const told = new Promise<TriageTarget>((resolve) => (tell = resolve));
  const { result } = renderHook(() => useTriage(() => told), { wrapper });

  act(() => result.current.start("due"));
  expect(result.current.asking).toBeNull();
  tell(MEANT);

  await waitFor(() => expect(result.current.asking).toEqual({ ...MEANT, mode: "due" }));
});
