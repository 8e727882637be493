/** What the sign-up page says about who may make an account. */
import type { Session } from "@/api/types";

const INVITATION = /^\/invite\/([^/?#]+)$/;

/** The token of the invitation that leads to the page, or "". */
export function invitationIn(next: string): string {
  return INVITATION.exec(next)?.[1] ?? "";
}

/** True when nobody can sign up here without an invitation. */
export function isByInvitation({ signup }: Session, invitation: string): boolean {
  return signup.mode === "invited" && !invitation;
}

export function signupDescription({ signup }: Session, invitation: string): string {
  if (invitation) return "Use the email address that the invitation was made for.";
  if (signup.mode === "domains")
    return `Sign-up is for addresses of ${signup.domains.join(", ")}, or by invitation.`;
  return "You get a team of your own, and can join others by invitation.";
}
