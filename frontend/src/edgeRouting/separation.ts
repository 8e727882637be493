/** Positions as near to the wanted ones as can be, in a given order and apart from each other. */

/** Lines side by side keep this far apart where there is room. */
export const MIN_SEPARATION = 10;

export interface Wish {
  want: number;
  low: number;
  high: number;
}

/** Two wishes by their places in the list, the first of which must lie before the second, and how far if there is room. */
export type Pair = readonly [first: number, second: number, apart: number];

/**
 * Return a position for each wish, between its bounds; the first of each pair comes earlier in the list and lies before
 * the second by what is asked, or by as much as there is room for.
 *
 * Wishes that push each other move together, by the mean of what they want (Dwyer, Marriott and Stuckey, "Fast Node
 * Overlap Removal", 2005: blocks without their splitting).
 */
export function separated(wishes: readonly Wish[], pairs: readonly Pair[]): number[] {
  const sweep = sweepOf(pairs);
  const gaps = gapsOf(wishes, pairs, sweep);
  const { least, most } = boundsOf(wishes, pairs, gaps, sweep);
  const wanted = blocked(wishes, pairs, gaps);
  const before = inward(wishes.length, pairs);
  const at: number[] = [];
  for (const [index, want] of wanted.entries()) {
    let place = Math.max(want, least[index] as number);
    for (const pair of before[index] as number[])
      place = Math.max(place, (at[(pairs[pair] as Pair)[0]] as number) + (gaps[pair] as number));
    place = Math.min(place, most[index] as number);
    const { low, high } = wishes[index] as Wish;
    at.push(Math.max(low, Math.min(high, place)));
  }
  return at;
}

/** Return for each place the pairs that it is the second of. */
function inward(count: number, pairs: readonly Pair[]): number[][] {
  const found: number[][] = Array.from({ length: count }, () => []);
  for (const [index, [, second]] of pairs.entries()) found[second]?.push(index);
  return found;
}

const ROUNDS = 14;
const TIGHTER = 0.75;

/** Return how far apart each pair can lie: less where a chain of them has no room. */
function gapsOf(wishes: readonly Wish[], pairs: readonly Pair[], sweep: Sweep): number[] {
  const gaps = pairs.map(([, , apart]) => apart);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { least, most } = boundsOf(wishes, pairs, gaps, sweep);
    let tight = false;
    for (const [index, [first, second]] of pairs.entries()) {
      const room = (most[second] as number) - (least[first] as number);
      if (room >= (gaps[index] as number) - 0.01) continue;
      const gap = gaps[index] as number;
      gaps[index] =
        round === ROUNDS - 1 ? 0 : gap > MIN_SEPARATION ? MIN_SEPARATION : gap * TIGHTER;
      tight = true;
    }
    if (!tight) break;
  }
  return gaps;
}

/** The pairs in the order in which bounds pass on from the first to the last, and back. */
interface Sweep {
  forward: readonly number[];
  backward: readonly number[];
}

function sweepOf(pairs: readonly Pair[]): Sweep {
  const order = pairs.map((_, index) => index);
  return {
    forward: order.toSorted((a, b) => (pairs[a] as Pair)[1] - (pairs[b] as Pair)[1]),
    backward: order.toSorted((a, b) => (pairs[b] as Pair)[0] - (pairs[a] as Pair)[0]),
  };
}

interface Bounds {
  least: number[];
  most: number[];
}

/** Return what bounds and neighbors leave of the room of each. */
function boundsOf(
  wishes: readonly Wish[],
  pairs: readonly Pair[],
  gaps: readonly number[],
  { forward, backward }: Sweep,
): Bounds {
  const least = wishes.map(({ low }) => low);
  const most = wishes.map(({ high }) => high);
  for (const index of forward) {
    const [first, second] = pairs[index] as Pair;
    const bound = (least[first] as number) + (gaps[index] as number);
    least[second] = Math.max(least[second] as number, bound);
  }
  for (const index of backward) {
    const [first, second] = pairs[index] as Pair;
    const bound = (most[second] as number) - (gaps[index] as number);
    most[first] = Math.min(most[first] as number, bound);
  }
  return { least, most };
}

interface Block {
  members: number[];
  /** Sum of what its members want, less their offsets. */
  sum: number;
}

function blocked(
  wishes: readonly Wish[],
  pairs: readonly Pair[],
  gaps: readonly number[],
): number[] {
  const before = inward(wishes.length, pairs);
  const blocks: Block[] = [];
  const offsets: number[] = [];
  const placeOf = (index: number): number => {
    const { sum, members } = blocks[index] as Block;
    return sum / members.length + (offsets[index] as number);
  };
  /** Return the pair into the block that is furthest from being kept. */
  const worst = (block: Block): number | null => {
    let found: number | null = null;
    let most = 0.001;
    for (const member of block.members)
      for (const pair of before[member] as number[]) {
        const [first] = pairs[pair] as Pair;
        if (blocks[first] === block) continue;
        const lack = placeOf(first) + (gaps[pair] as number) - placeOf(member);
        if (lack <= most) continue;
        most = lack;
        found = pair;
      }
    return found;
  };
  for (const [index, { want }] of wishes.entries()) {
    const block: Block = { members: [index], sum: want };
    blocks[index] = block;
    offsets[index] = 0;
    for (let pair = worst(block); pair !== null; pair = worst(block)) {
      const [first, second] = pairs[pair] as Pair;
      const other = blocks[first] as Block;
      const by = (offsets[second] as number) - (gaps[pair] as number) - (offsets[first] as number);
      for (const member of other.members) {
        offsets[member] = (offsets[member] as number) + by;
        blocks[member] = block;
      }
      block.members.push(...other.members);
      block.sum += other.sum - by * other.members.length;
    }
  }
  return wishes.map((_, index) => placeOf(index));
}
