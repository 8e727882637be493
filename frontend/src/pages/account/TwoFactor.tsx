/** Two-factor authentication: whether it is on, the recovery codes, and the second factors. */
import { Section } from "@/ui/Section";
import { AuthenticatorApp } from "./AuthenticatorApp";
import { factorsDescription, useFactors } from "./factors";
import { Passkeys } from "./Passkeys";
import { RecoveryCodes } from "./RecoveryCodes";

export function TwoFactor() {
  const factors = useFactors();
  const on = factors && (factors.app || factors.passkeys.length > 0);
  return (
    <>
      <Section
        title="Two-factor authentication"
        description={factors && factorsDescription(factors)}
      >
        {on && <RecoveryCodes />}
      </Section>
      <Passkeys factors={factors} />
      <AuthenticatorApp factors={factors} />
    </>
  );
}
