/** A passkey or security key as the second factor. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { sendPasskey } from "@/api/passkeys";
import { passkeyObstacle } from "@/session/passkeyObstacle";
import { useCompleteSignIn } from "@/session/useCompleteSignIn";
import { FormAlert } from "@/ui/FormAlert";
import classes from "./AuthLayout.module.css";

export function PasskeyFactor() {
  const enter = useCompleteSignIn();
  const send = useMutation({
    mutationFn: sendPasskey,
    onSuccess: (result) => result && enter(),
  });
  const obstacle = passkeyObstacle();
  if (obstacle) return <p className={classes.obstacle}>{obstacle}</p>;
  return (
    <div className={classes.form}>
      <FormAlert error={send.error} known={[]} />
      <Button size="md" onClick={() => send.mutate()} loading={send.isPending} autoFocus>
        Use a passkey or security key
      </Button>
    </div>
  );
}
