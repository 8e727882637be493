/** Counts in words. No React. */

/** Return "1 threat", "3,000 threats". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
