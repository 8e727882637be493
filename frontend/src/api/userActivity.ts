/** When somebody last touched the page: what it asks by itself later than that is no activity of theirs. */
const INPUTS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"] as const;
const UNTOUCHED_MS = 60_000;

let touchedAt = Date.now();

for (const input of INPUTS) {
  window.addEventListener(input, touch, { capture: true, passive: true });
}

function touch(): void {
  touchedAt = Date.now();
}

/** True when no hand has been at the page for a while. */
export function isUserIdle(now: number = Date.now()): boolean {
  return now - touchedAt > UNTOUCHED_MS;
}
