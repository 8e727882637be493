/** Sets a new password, by the link of an email. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { resetPassword } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { NewPassword } from "@/entities/people/NewPassword";
import { FormAlert } from "@/ui/FormAlert";
import { toast } from "@/ui/toast";
import { AuthLayout } from "./AuthLayout";
import classes from "./AuthLayout.module.css";

export default function ResetPasswordPage() {
  const { key } = useParams({ from: "/guest/reset-password/$key" });
  const [password, setPassword] = useState("");
  const navigate = useNavigate();
  const reset = useMutation({
    mutationFn: () => resetPassword(key, password),
    onSuccess: async () => {
      toast.success("Your password was changed. Sign in with the new one.");
      await navigate({ to: "/login" });
    },
  });
  return (
    <AuthLayout title="Set a new password" footer={<Link to="/login">Back to sign in</Link>}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate();
        }}
      >
        <FormAlert error={reset.error} known={["password"]} />
        <NewPassword
          label="New password"
          value={password}
          onChange={setPassword}
          personal={[]}
          error={fieldError(reset.error, "password", false)}
        />
        <Button type="submit" size="md" loading={reset.isPending}>
          Set password
        </Button>
      </form>
    </AuthLayout>
  );
}
