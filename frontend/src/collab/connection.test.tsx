import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { databaseOutage } from "@/api/databaseOutage";
import { backoffMs, openConnection, parseMessage } from "./connection";

class FakeSocket {
  static made: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  close = vi.fn();
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    FakeSocket.made.push(this);
  }
}

const stops: (() => void)[] = [];

function connect(heard = handlers()): () => void {
  const stop = openConnection("m1", heard);
  stops.push(stop);
  return stop;
}

function handlers() {
  return {
    onMessage: vi.fn(),
    onState: vi.fn(),
    onReconnect: vi.fn(),
    onOpen: vi.fn(),
    onUnreachable: vi.fn(),
    onExpelled: vi.fn(),
    onSignedOut: vi.fn(),
  };
}

describe("backoff", () => {
  it("doubles up to a limit", () => {
    const steps = [0, 1, 2, 10].map((attempt) => backoffMs(attempt, () => 0));

    expect(steps).toEqual([500, 1000, 2000, 4000]);
  });

  it("is spread, so that not everybody returns at once", () => {
    expect(backoffMs(2, () => 1)).toBe(1400);
  });
});

describe("messages", () => {
  it("of a known kind are read, others are nothing", () => {
    expect(parseMessage('{"type":"head","seq":4}')).toEqual({ type: "head", seq: 4 });
    const said = { type: "comments", element: null };
    expect(parseMessage(JSON.stringify(said))).toEqual(said);
    expect(parseMessage('{"type":"weather"}')).toBeNull();
    expect(parseMessage("not json")).toBeNull();
    expect(parseMessage("null")).toBeNull();
  });
});

describe("the connection", () => {
  beforeEach(() => {
    FakeSocket.made = [];
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("comes back after a break and says that messages may be missing", () => {
    const heard = handlers();
    connect(heard);
    FakeSocket.made[0]?.onopen?.();
    FakeSocket.made[0]?.onclose?.({ code: 1006 });
    vi.advanceTimersByTime(600);

    FakeSocket.made[1]?.onopen?.();

    expect(FakeSocket.made).toHaveLength(2);
    expect(heard.onReconnect).toHaveBeenCalledOnce();
    expect(heard.onState.mock.calls.flat()).toEqual([
      "connecting",
      "open",
      "closed",
      "connecting",
      "open",
    ]);
  });

  it("comes back soon while only the database is away, however often, and says so", () => {
    const heard = handlers();
    connect(heard);
    for (let time = 0; time < 5; time += 1) {
      FakeSocket.made.at(-1)?.onopen?.();
      FakeSocket.made.at(-1)?.onclose?.({ code: 4503 });
      expect(databaseOutage.isAway()).toBe(true);
      vi.advanceTimersByTime(1_500);
    }

    expect(FakeSocket.made).toHaveLength(6);
    expect(heard.onUnreachable).not.toHaveBeenCalled();
    FakeSocket.made.at(-1)?.onmessage?.({ data: '{"type":"database","reachable":true}' });
    expect(databaseOutage.isAway()).toBe(false);
    expect(heard.onMessage).not.toHaveBeenCalled();
  });

  it("says when none came about several times in a row, and at each attempt after that", () => {
    const heard = handlers();
    connect(heard);
    const fail = (): void => {
      FakeSocket.made.at(-1)?.onclose?.({ code: 1006 });
      vi.advanceTimersByTime(15_000);
    };

    fail();
    fail();
    expect(heard.onUnreachable).not.toHaveBeenCalled();
    fail();
    fail();
    expect(heard.onUnreachable).toHaveBeenCalledTimes(2);

    FakeSocket.made.at(-1)?.onopen?.();
    fail();
    expect(heard.onUnreachable).toHaveBeenCalledTimes(2);
  });

  it("stays away from a model that is none of ours", () => {
    const heard = handlers();
    connect(heard);

    FakeSocket.made[0]?.onclose?.({ code: 4404 });
    vi.advanceTimersByTime(60_000);

    expect(heard.onExpelled).toHaveBeenCalledOnce();
    expect(heard.onState).toHaveBeenLastCalledWith("expelled");
    expect(FakeSocket.made).toHaveLength(1);
  });

  it("says so when nobody is signed in any more, and tries again", () => {
    const heard = handlers();
    connect(heard);

    FakeSocket.made[0]?.onclose?.({ code: 4403 });
    vi.advanceTimersByTime(60_000);

    expect(heard.onSignedOut).toHaveBeenCalled();
    expect(heard.onExpelled).not.toHaveBeenCalled();
    expect(FakeSocket.made.length).toBeGreaterThan(1);
  });

  it("is given up when the network goes, and made anew as soon as it is back", () => {
    const heard = handlers();
    const stop = connect(heard);
    FakeSocket.made[0]?.onopen?.();

    window.dispatchEvent(new Event("offline"));
    const states = heard.onState.mock.calls.flat();
    window.dispatchEvent(new Event("online"));
    stop();

    expect(states.at(-1)).toBe("closed");
    expect(FakeSocket.made[0]?.close).toHaveBeenCalled();
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("is given up when nothing is heard for long, before it is open too, and made anew", () => {
    const heard = handlers();
    connect(heard);
    vi.advanceTimersByTime(41_000);
    expect(FakeSocket.made[0]?.close).toHaveBeenCalled();
    const line = FakeSocket.made[1];
    line?.onopen?.();
    vi.advanceTimersByTime(39_000);
    line?.onmessage?.({ data: '{"type":"head","seq":4}' });
    vi.advanceTimersByTime(39_000);
    expect(line?.close).not.toHaveBeenCalled();

    vi.advanceTimersByTime(2_000);

    expect(line?.close).toHaveBeenCalled();
    expect(heard.onState).toHaveBeenLastCalledWith("connecting");
    expect(FakeSocket.made).toHaveLength(3);
  });

  it("ends for good when the page is left", () => {
    const stop = connect();

    stop();
    FakeSocket.made[0]?.onclose?.({ code: 1000 });
    vi.advanceTimersByTime(60_000);

    expect(FakeSocket.made[0]?.close).toHaveBeenCalledOnce();
    expect(FakeSocket.made).toHaveLength(1);
  });
});
