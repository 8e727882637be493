/** Asks for the password or a passkey again when the server wants it before something sensitive, then goes on. */
import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { authenticatorsQuery, ReauthenticationRequired, reauthenticate } from "@/api/allauth";
import { ApiError } from "@/api/errors";
import { fieldError } from "@/api/fieldError";
import { reauthenticateWithPasskey } from "@/api/passkeys";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { passkeyObstacle } from "./passkeyObstacle";

type Guard = <Result>(action: () => Promise<Result>) => Promise<Result>;

interface Pending {
  confirm: () => void;
  cancel: () => void;
}

const GuardContext = createContext<Guard>((action) => action());

export function ReauthenticationProvider({ children }: { children: ReactNode }) {
  const [pending, setPending] = useState<Pending | null>(null);
  const guard = useCallback<Guard>(async (action) => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ReauthenticationRequired)) throw error;
      const confirmed = await new Promise<boolean>((resolve) => {
        setPending({ confirm: () => resolve(true), cancel: () => resolve(false) });
      });
      setPending(null);
      if (!confirmed) throw new ApiError(401, "This needs your confirmation first.");
      return await action();
    }
  }, []);
  return (
    <GuardContext value={guard}>
      {children}
      {pending && <ConfirmIdentityDialog pending={pending} />}
    </GuardContext>
  );
}

/** Wraps an action of the accounts API: it is repeated once the password was confirmed. */
export function useReauthentication(): Guard {
  return useContext(GuardContext);
}

function ConfirmIdentityDialog({ pending }: { pending: Pending }) {
  const [password, setPassword] = useState("");
  const confirm = useMutation({
    mutationFn: () => reauthenticate(password),
    onSuccess: pending.confirm,
  });
  return (
    <Modal opened onClose={pending.cancel} title="Confirm it is you">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={fieldError(confirm.error, "password")}
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
          data-autofocus
        />
        <PasskeyInstead onConfirmed={pending.confirm} />
        <div className={forms.actions}>
          <Button variant="default" onClick={pending.cancel}>
            Cancel
          </Button>
          <Button type="submit" loading={confirm.isPending} disabled={!password}>
            Confirm
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Shown to those who have a passkey, where passkeys work. */
function PasskeyInstead({ onConfirmed }: { onConfirmed: () => void }) {
  const authenticators = useQuery(authenticatorsQuery()).data ?? [];
  const confirm = useMutation({
    mutationFn: reauthenticateWithPasskey,
    onSuccess: (confirmed) => confirmed && onConfirmed(),
  });
  if (passkeyObstacle() || !authenticators.some((one) => one.type === "webauthn")) return null;
  return (
    <>
      <FormAlert error={confirm.error} known={[]} />
      <Button variant="default" onClick={() => confirm.mutate()} loading={confirm.isPending}>
        Use a passkey or security key
      </Button>
    </>
  );
}
