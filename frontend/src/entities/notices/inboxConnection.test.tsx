import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openInboxConnection } from "./inboxConnection";

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closed = false;

  constructor(readonly address: string) {
    FakeSocket.all.push(this);
  }

  close(): void {
    this.closed = true;
    this.onclose?.({ code: 1000 });
  }
}

beforeEach(() => {
  FakeSocket.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("reads the inbox on each message, after it was away too", () => {
  const onChange = vi.fn();
  openInboxConnection(onChange);
  const [first] = FakeSocket.all;

  first?.onopen?.();
  expect(onChange).toHaveBeenCalledTimes(0);
  first?.onmessage?.();
  expect(onChange).toHaveBeenCalledTimes(1);

  first?.onclose?.({ code: 1006 });
  vi.runAllTimers();
  FakeSocket.all[1]?.onopen?.();
  FakeSocket.all[1]?.onmessage?.();
  expect(onChange).toHaveBeenCalledTimes(2);
  expect(first?.address).toMatch(/^ws.*\/ws\/inbox\/$/);
});

it("does not come back where nobody is signed in, or once it is closed", () => {
  openInboxConnection(vi.fn());
  FakeSocket.all[0]?.onclose?.({ code: 4403 });
  vi.runAllTimers();
  expect(FakeSocket.all).toHaveLength(1);

  const close = openInboxConnection(vi.fn());
  close();
  vi.runAllTimers();
  expect(FakeSocket.all).toHaveLength(2);
  expect(FakeSocket.all[1]?.closed).toBe(true);
});
