/** The recovery codes, which are shown on request. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { recoveryCodes } from "@/api/allauth";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import forms from "@/ui/forms.module.css";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

export function RecoveryCodes() {
  const guarded = useReauthentication();
  const codes = useMutation({ mutationFn: () => guarded(recoveryCodes), onError: toast.error });
  if (!codes.data)
    return (
      <Button variant="default" onClick={() => codes.mutate()} loading={codes.isPending}>
        Show recovery codes
      </Button>
    );
  return (
    <div className={forms.form}>
      <p className={classes.note}>
        Each code works once, when your phone or security key is not at hand. Keep them somewhere
        safe.
      </p>
      <ul className={classes.codes}>
        {codes.data.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </div>
  );
}
