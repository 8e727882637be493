/** The password rules of the server that can be checked while somebody types. The server has the last word. */

const MINIMUM_LENGTH = 10;
const OWN_CHARACTERS = 8;
const PART_LENGTH = 3;

export interface PasswordRule {
  text: string;
  met: boolean;
}

/** How the password stands against each rule; an empty one meets none. */
export function passwordRules(password: string, personal: readonly string[]): PasswordRule[] {
  const given = password.length > 0;
  return [
    { text: `At least ${MINIMUM_LENGTH} characters`, met: password.length >= MINIMUM_LENGTH },
    {
      text: `At least ${OWN_CHARACTERS} characters beside your name and email address`,
      met: given && ownCharacters(password, personal) >= OWN_CHARACTERS,
    },
    { text: "Not only one or two different characters", met: given && new Set(password).size > 2 },
  ];
}

/** How much of the password is left without the parts of name and address: password_validation.py. */
function ownCharacters(password: string, personal: readonly string[]): number {
  const parts = personal
    .flatMap((text) => [text, ...text.split("@"), ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((part) => part.length >= PART_LENGTH)
    .map((part) => part.toLowerCase())
    .sort((one, other) => other.length - one.length);
  return parts.reduce((rest, part) => rest.replaceAll(part, ""), password.toLowerCase()).length;
}
