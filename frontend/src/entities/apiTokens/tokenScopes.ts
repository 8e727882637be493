/** What an API token may be allowed, in words. No React. */
import type { ApiToken } from "@/api/types";

export type TokenScope = ApiToken["scopes"][number];

export const SCOPES: readonly { value: TokenScope; label: string; help: string }[] = [
  { value: "read", label: "Read", help: "Everything that you can read there." },
  { value: "import", label: "Import", help: "Import files, and read what came of it." },
  {
    value: "propose",
    label: "Propose",
    help: "Propose answers, mitigations and flows, which a person accepts.",
  },
  { value: "write", label: "Write", help: "Change models, threats and mitigations." },
];

/** Return "Read, Import". */
export function scopesLabel(scopes: ApiToken["scopes"]): string {
  return SCOPES.filter((one) => scopes.includes(one.value))
    .map((one) => one.label)
    .join(", ");
}

/** Whether a token still works; `now` is in milliseconds since 1970. */
export function isActive(token: ApiToken, now: number): boolean {
  return token.revoked_at === null && Date.parse(token.expires_at) > now;
}
