/** Changes the password. */
import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { changePassword } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { NewPassword } from "@/entities/people/NewPassword";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import { FormAlert } from "@/ui/FormAlert";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

export function PasswordForm({ personal }: { personal: readonly string[] }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const guarded = useReauthentication();
  const change = useMutation({
    mutationFn: () => guarded(() => changePassword(current, next)),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      toast.success("Your password was changed.");
    },
  });
  return (
    <form
      className={classes.narrow}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <FormAlert error={change.error} known={["current_password", "new_password"]} />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        error={fieldError(change.error, "current_password", false)}
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
      />
      <NewPassword
        label="New password"
        value={next}
        onChange={setNext}
        personal={personal}
        error={fieldError(change.error, "new_password", false)}
      />
      <div className={classes.start}>
        <Button type="submit" disabled={!current || !next} loading={change.isPending}>
          Change password
        </Button>
      </div>
    </form>
  );
}
