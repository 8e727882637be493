/** One click into the demo, on installations that have one. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { signIn } from "@/api/allauth";
import { useCompleteSignIn } from "@/session/useCompleteSignIn";
import { toast } from "@/ui/toast";
import classes from "./AuthLayout.module.css";

export function DemoLogin({ email, password }: { email: string; password: string }) {
  const enter = useCompleteSignIn();
  const login = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: enter,
    onError: toast.error,
  });
  return (
    <div className={classes.demo}>
      <Button variant="default" size="md" onClick={() => login.mutate()} loading={login.isPending}>
        Try the demo
      </Button>
      <p className={classes.demoText}>Opens a sample team with three analyzed systems.</p>
    </div>
  );
}
