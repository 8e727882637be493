/** Comments that were begun and not sent, for as long as the page is open. No React. */

const drafts = new Map<string, string>();

/** `of` says what the comment is about or answers. */
export function draftOf(of: string | undefined): string | undefined {
  return of === undefined ? undefined : drafts.get(of);
}

/** Keep a draft; an empty one is forgotten. */
export function saveDraft(of: string | undefined, draft: string): void {
  if (of === undefined) return;
  if (draft.trim() === "") drafts.delete(of);
  else drafts.set(of, draft);
}

let writer: string | undefined;

/** Keep the drafts of this person; those of whoever was signed in before are forgotten. */
export function draftsOf(user: string | undefined): void {
  if (user === undefined) return;
  if (writer !== undefined && user !== writer) clearDrafts();
  writer = user;
}

/** The next person at this browser sees none of them. */
export function clearDrafts(): void {
  drafts.clear();
}
