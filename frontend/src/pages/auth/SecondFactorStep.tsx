/** The step after the password: a passkey or security key, or a code, as the account has them. */
import type { FactorType } from "@/api/allauth";
import { passkeyObstacle } from "@/session/passkeyObstacle";
import { AuthLayout } from "./AuthLayout";
import { PasskeyFactor } from "./PasskeyFactor";
import { SecondFactorCodeForm } from "./SecondFactorCodeForm";

interface SecondFactorStepProps {
  factors: readonly FactorType[];
  onBack: () => void;
}

export function SecondFactorStep({ factors, onBack }: SecondFactorStepProps) {
  const app = factors.includes("totp");
  const passkey = factors.includes("webauthn");
  const usable = passkey && !passkeyObstacle();
  return (
    <AuthLayout
      title={passkey ? "Confirm it is you" : "Enter your code"}
      description={description(app, usable)}
    >
      {passkey && <PasskeyFactor />}
      <SecondFactorCodeForm
        label={app ? "Code" : "Recovery code"}
        first={!usable}
        onBack={onBack}
      />
    </AuthLayout>
  );
}

function description(app: boolean, passkey: boolean): string {
  if (!passkey)
    return app
      ? "Open your authenticator app, or use one of your recovery codes."
      : "Use one of your recovery codes.";
  return app
    ? "Use your passkey or security key, a code from your authenticator app, or one of your recovery codes."
    : "Use your passkey or security key, or one of your recovery codes.";
}
