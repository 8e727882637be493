/** Reads a model again when it has changed: at once, and in a burst of changes a few times a second. */
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "@/api/queries";

const AT_MOST_EVERY_MS = 300;

export interface Invalidator {
  /** Something of the model has changed; with `team`, what its team's lists say of it as well. */
  ask: (what?: { team: boolean }) => void;
  stop: () => void;
}

export function makeInvalidator(client: QueryClient, model: string): Invalidator {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let resting = false;
  let asked = false;
  let team = false;

  function read(): void {
    if (team) void client.invalidateQueries({ queryKey: ["team"] });
    void client.invalidateQueries({ queryKey: keys.model(model) });
    asked = team = false;
    resting = true;
    timer = setTimeout(() => {
      resting = false;
      if (asked) read();
    }, AT_MOST_EVERY_MS);
  }

  return {
    ask: (what) => {
      asked = true;
      team ||= what?.team ?? false;
      if (!resting) read();
    },
    stop: () => clearTimeout(timer),
  };
}
