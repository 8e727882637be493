/** Joins a team by the link of an invitation. */

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { sessionQuery } from "@/api/queries";
import { useSession } from "@/session/session";
import { FormAlert } from "@/ui/FormAlert";
import { LinkButton } from "@/ui/LinkButton";
import { toast } from "@/ui/toast";
import { AuthLayout } from "./AuthLayout";
import classes from "./AuthLayout.module.css";

export default function InvitePage() {
  const { token } = useParams({ from: "/invite/$token" });
  const { user } = useSession();
  return user ? <JoinTeam token={token} email={user.email} /> : <SignInFirst token={token} />;
}

function SignInFirst({ token }: { token: string }) {
  const search = { next: `/invite/${token}` };
  return (
    <AuthLayout
      title="You are invited to a team"
      description="Create an account, or sign in to the one you have, to accept the invitation."
    >
      <div className={classes.form}>
        <LinkButton size="md" to="/signup" search={search}>
          Create account
        </LinkButton>
        <LinkButton size="md" variant="default" to="/login" search={search}>
          Sign in
        </LinkButton>
      </div>
    </AuthLayout>
  );
}

function JoinTeam({ token, email }: { token: string; email: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const accept = useMutation({
    mutationFn: () => unwrap(api.POST("/api/invitations/accept/", { body: { token } })),
    onSuccess: async (team) => {
      await client.fetchQuery({ ...sessionQuery(), staleTime: 0 });
      toast.success(`You are now a member of ${team.name}.`);
      await navigate({ to: "/t/$team", params: { team: team.id } });
    },
  });
  return (
    <AuthLayout
      title="You are invited to a team"
      description={`You are signed in as ${email}.`}
      footer={<Link to="/">Not now</Link>}
    >
      <div className={classes.form}>
        <FormAlert error={accept.error} known={[]} />
        <Button size="md" onClick={() => accept.mutate()} loading={accept.isPending}>
          Accept invitation
        </Button>
      </div>
    </AuthLayout>
  );
}
