import { expect, it } from "vitest";
import type { SaveProgress } from "@/collab/transport";
import { saveStatus } from "./saveStatus";

const words = (state: SaveProgress["state"], waiting: number, canEdit = true): string =>
  saveStatus({ state, waiting }, canEdit).words;

it("says what waits, and where it waits for the network", () => {
  expect(words("saved", 0)).toBe("Saved");
  expect(words("checking", 0)).toBe("Checking…");
  expect(words("posted", 0)).toBe("Saved, not live");
  expect(words("saving", 2)).toBe("Saving…");
  expect(words("offline", 0)).toBe("Offline");
  expect(words("offline", 3)).toBe("Offline, 3 changes wait");
  expect(words("reconnecting", 0)).toBe("Reconnecting…");
  expect(words("reconnecting", 1)).toBe("Reconnecting, 1 change waits");
});

it("tells a viewer that this is for looking, but not that a broken line is well", () => {
  expect(words("saved", 0, false)).toBe("View only");
  expect(words("checking", 0, false)).toBe("View only");
  expect(words("posted", 0, false)).toBe("View only, not live");
  expect(words("offline", 0, false)).toBe("Offline");
});
