/** Where to go after signing in. */

/** The path itself when it is one of ours, else the start page: never another site. */
export function safeRedirect(next: string): string {
  const ours = /^\/(?![/\\])/.test(next) && !/[\t\n\r\\]/.test(next);
  return ours ? next : "/";
}
