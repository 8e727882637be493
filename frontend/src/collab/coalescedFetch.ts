/** Reads something again whenever that is asked for: one at a time, and once more when asked for meanwhile. */

export interface CoalescedFetch {
  ask: () => void;
}

/** `read` tells what it found to `found`; where it fails, `failed` hears of it. */
export function coalesceFetch<Found>(
  read: () => Promise<Found>,
  found: (what: Found) => void,
  failed: (error: unknown) => void,
): CoalescedFetch {
  let reading = false;
  let again = false;

  function ask(): void {
    again = reading;
    if (reading) return;
    reading = true;
    read()
      .then(found, failed)
      .then(() => {
        reading = false;
        if (again) ask();
      });
  }

  return { ask };
}
