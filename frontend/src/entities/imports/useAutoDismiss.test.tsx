import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Job } from "@/api/types";
import { useAutoDismiss } from "./useAutoDismiss";

const job = (state: Job["state"], severity?: "info" | "warning") =>
  ({
    state,
    message: "",
    problems: severity ? [{ severity, message: "One thing" }] : [],
  }) as unknown as Job;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function dock(first: Job) {
  const onClose = vi.fn();
  const { result, rerender } = renderHook(({ now, page }) => useAutoDismiss(now, page, onClose), {
    initialProps: { now: first, page: "threats" },
  });
  const wait = () => act(() => void vi.runAllTimers());
  return { onClose, result, rerender, wait };
}

it("closes by itself when an import ended with nothing but notes", () => {
  const { onClose, rerender, wait } = dock(job("running"));
  wait();
  expect(onClose).not.toHaveBeenCalled();

  rerender({ now: job("succeeded", "info"), page: "threats" });
  wait();

  expect(onClose).toHaveBeenCalledTimes(1);
});

it("waits as long as the pointer or the focus is on it", () => {
  const { onClose, result, wait } = dock(job("succeeded"));

  act(() => result.current.onPointerEnter());
  act(() => result.current.onFocus());
  act(() => result.current.onPointerLeave());
  wait();
  expect(onClose).not.toHaveBeenCalled();

  act(() => result.current.onBlur());
  wait();
  expect(onClose).toHaveBeenCalledTimes(1);
});

it.each([
  ["a failure", job("failed")],
  ["a warning", job("succeeded", "warning")],
])("stays with %s until the page is left", (_, ended) => {
  const { onClose, rerender, wait } = dock(ended);
  wait();
  expect(onClose).not.toHaveBeenCalled();

  rerender({ now: ended, page: "history" });

  expect(onClose).toHaveBeenCalledTimes(1);
});

it("goes along from page to page while the import runs", () => {
  const { onClose, rerender } = dock(job("running"));

  rerender({ now: job("running"), page: "history" });
  rerender({ now: job("succeeded"), page: "history" });

  expect(onClose).not.toHaveBeenCalled();
});
