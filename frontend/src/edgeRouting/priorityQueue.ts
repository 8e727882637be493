/**
 * A queue of numbers by rank, least first; of those of the same rank the one that came last: it is the furthest on its way.
 *
 * Own code: flatqueue and tinyqueue promise no order among equal ranks, and equal drawings must have equal edges.
 */
export class PriorityQueue {
  readonly #items: number[] = [];
  readonly #ranks: number[] = [];
  readonly #orders: number[] = [];
  #order = 0;
  /** The rank of what was popped last. */
  popped = 0;

  push(item: number, rank: number): void {
    let at = this.#items.length;
    this.#order += 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((this.#ranks[up] as number) < rank) break;
      this.#copy(up, at);
      at = up;
    }
    this.#put(at, item, rank, this.#order);
  }

  pop(): number | null {
    const top = this.#items[0];
    if (top === undefined) return null;
    this.popped = this.#ranks[0] as number;
    const item = this.#items.pop() as number;
    const rank = this.#ranks.pop() as number;
    const order = this.#orders.pop() as number;
    if (this.#items.length > 0) this.#sink(item, rank, order);
    return top;
  }

  clear(): void {
    this.#items.length = 0;
    this.#ranks.length = 0;
    this.#orders.length = 0;
  }

  #sink(item: number, rank: number, order: number): void {
    const length = this.#items.length;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= length) break;
      if (down + 1 < length && this.#isBefore(down + 1, down)) down += 1;
      const isLess =
        (this.#ranks[down] as number) < rank ||
        (this.#ranks[down] === rank && (this.#orders[down] as number) > order);
      if (!isLess) break;
      this.#copy(down, at);
      at = down;
    }
    this.#put(at, item, rank, order);
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#ranks[a] as number, this.#ranks[b] as number];
    return (
      one < other || (one === other && (this.#orders[a] as number) > (this.#orders[b] as number))
    );
  }

  #copy(from: number, to: number): void {
    this.#put(
      to,
      this.#items[from] as number,
      this.#ranks[from] as number,
      this.#orders[from] as number,
    );
  }

  #put(at: number, item: number, rank: number, order: number): void {
    this.#items[at] = item;
    this.#ranks[at] = rank;
    this.#orders[at] = order;
  }
}
