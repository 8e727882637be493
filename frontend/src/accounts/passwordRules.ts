/** The password rules of the server that can be checked while somebody types. The server has the last word. */

const MINIMUM_LENGTH = 10;

export interface PasswordRule {
  text: string;
  met: boolean;
}

/** How the password stands against each rule; an empty one meets none. */
export function passwordRules(password: string, personal: readonly string[]): PasswordRule[] {
  const given = password.length > 0;
  return [
    { text: `At least ${MINIMUM_LENGTH} characters`, met: password.length >= MINIMUM_LENGTH },
    { text: "Not your name or e-mail address", met: given && !resembles(password, personal) },
    { text: "Not only one or two different characters", met: given && new Set(password).size > 2 },
  ];
}

function resembles(password: string, personal: readonly string[]): boolean {
  const lower = password.toLowerCase();
  const parts = personal.flatMap((text) => text.toLowerCase().split(/[\s@._+-]+/));
  return parts.some((part) => part.length > 3 && lower.includes(part));
}
