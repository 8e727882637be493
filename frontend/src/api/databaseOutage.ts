/** Whether the server cannot reach its database: noted when it says so, and asked again until it can. */

/** What the server says in `code` of an answer with status 503. */
export const DATABASE_UNREACHABLE = "database-unreachable";

const AGAIN_MS = 2_000;

export class DatabaseOutage {
  #away = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #watchers = new Set<() => void>();

  readonly isAway = (): boolean => this.#away;

  /** Call the function whenever the database has gone or come back; returns what ends that. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  };

  /** Call the function whenever the database has come back; returns what ends that. */
  readonly onEnd = (listener: () => void): (() => void) =>
    this.watch(() => {
      if (!this.#away) listener();
    });

  /** The server has said whether it can reach its database. */
  note(reachable: boolean): void {
    if (reachable !== this.#away) return;
    this.#away = !reachable;
    clearTimeout(this.#timer);
    if (this.#away) this.#askAgain();
    for (const watcher of [...this.#watchers]) watcher();
  }

  #askAgain(): void {
    this.#timer = setTimeout(async () => {
      const ready = await isReady();
      if (!this.#away) return;
      if (ready) this.note(true);
      else this.#askAgain();
    }, AGAIN_MS);
  }
}

/** That of this page. */
export const databaseOutage = new DatabaseOutage();

async function isReady(): Promise<boolean> {
  try {
    return (await fetch("/readyz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
