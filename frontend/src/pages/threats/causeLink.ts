/** What is found for one reason, as one row of the list. No React. */

/** The search parameters under which the list shows the threats of a row one by one. */
export function threatsOf(current: object, cause: string, severity: string): object {
  return { ...current, page: undefined, cause, severity: [severity] };
}
