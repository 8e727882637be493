/** Confirms an email address, by the link of an email. */

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { verifyEmail } from "@/api/allauth";
import { FormAlert } from "@/ui/FormAlert";
import { LinkButton } from "@/ui/LinkButton";
import { AuthLayout } from "./AuthLayout";
import classes from "./AuthLayout.module.css";

export default function VerifyEmailPage() {
  const { key } = useParams({ from: "/verify-email/$key" });
  const verify = useMutation({ mutationFn: () => verifyEmail(key) });
  if (verify.isSuccess) {
    return (
      <AuthLayout
        title="Address confirmed"
        description="Thank you. Your email address is confirmed."
      >
        <div className={classes.form}>
          <LinkButton size="md" to="/">
            Continue
          </LinkButton>
        </div>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="Confirm your email address"
      description="One click and your address is confirmed."
    >
      <div className={classes.form}>
        <FormAlert error={verify.error} known={[]} />
        <Button size="md" onClick={() => verify.mutate()} loading={verify.isPending}>
          Confirm
        </Button>
      </div>
    </AuthLayout>
  );
}
