/** Signs in with a passkey alone, where passkeys work. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { signInWithPasskey } from "@/api/passkeys";
import { passkeyObstacle } from "@/session/passkeyObstacle";
import { useCompleteSignIn } from "@/session/useCompleteSignIn";
import { FormAlert } from "@/ui/FormAlert";
import classes from "./AuthLayout.module.css";

export function PasskeyLogin() {
  const enter = useCompleteSignIn();
  const login = useMutation({
    mutationFn: signInWithPasskey,
    onSuccess: (result) => result && enter(),
  });
  if (passkeyObstacle()) return null;
  return (
    <div className={classes.form}>
      <FormAlert error={login.error} known={[]} />
      <Button variant="default" size="md" onClick={() => login.mutate()} loading={login.isPending}>
        Sign in with a passkey
      </Button>
    </div>
  );
}
