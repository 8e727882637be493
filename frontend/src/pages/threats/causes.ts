/** What one rule finds, as one row of the list. No React. */

/** The search parameters under which the list shows the threats of a rule one by one. */
export function threatsOf(current: object, rule: string): object {
  return { ...current, page: undefined, rule };
}
