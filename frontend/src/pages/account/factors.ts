/** The second factors of the account, and what is said about them. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { type Authenticator, authenticatorsQuery } from "@/api/allauth";
import type { Passkey } from "@/api/passkeys";

/** What the server keeps of the name of a passkey. */
export const NAME_LENGTH = 100;

export interface Factors {
  app: boolean;
  passkeys: readonly Passkey[];
}

/** Undefined until they are read. */
export function useFactors(): Factors | undefined {
  return useQuery({ ...authenticatorsQuery(), select: factorsIn }).data;
}

function factorsIn(authenticators: readonly Authenticator[]): Factors {
  return {
    app: authenticators.some((one) => one.type === "totp"),
    passkeys: authenticators.filter((one) => one.type === "webauthn"),
  };
}

/** Teams may ask for a second factor: what was refused is open now, or the other way. */
export function refreshFactors(client: QueryClient): Promise<void> {
  return client.invalidateQueries();
}

/** What signing in asks for besides the password. */
export function factorsDescription({ app, passkeys }: Factors): string {
  if (!app && passkeys.length === 0)
    return "Off. With a passkey, a security key or an authenticator app, a stolen password is not enough to sign in.";
  const asked = [
    passkeys.length > 0 && "a passkey or security key",
    app && "a code from your authenticator app",
  ];
  return `On. After your password, signing in asks for ${asked.filter(Boolean).join(" or ")}.`;
}

/** What is said before a factor is removed; `last` when no other is left. */
export function afterRemoval(last: boolean): string {
  return last
    ? "It is your only second factor: without it, your password alone signs you in."
    : "Your other second factors stay.";
}
