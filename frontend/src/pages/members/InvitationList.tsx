/** Invitations that wait for an answer; owners can withdraw them. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { invitationsQuery } from "@/api/queries";
import type { Invitation } from "@/api/types";
import { roleLabel } from "@/session/roles";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { toast } from "@/ui/toast";
import classes from "./MemberTable.module.css";

export default function InvitationList({ team }: { team: string }) {
  const invitations = useQuery(invitationsQuery(team)).data?.results ?? [];
  if (invitations.length === 0) return null;
  return (
    <div className={classes.below}>
      <Section title="Pending invitations" flush>
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} team={team} invitation={invitation} />
        ))}
      </Section>
    </div>
  );
}

function InvitationRow({ team, invitation }: { team: string; invitation: Invitation }) {
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/teams/{team}/invitations/{invitation}/", {
          params: { path: { team, invitation: invitation.id } },
        }),
      ),
    onSuccess: () => toast.success(`The invitation of ${invitation.email} was withdrawn.`),
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: invitationsQuery(team).queryKey }),
  });
  return (
    <div className={rows.row}>
      <span className={rows.rowMain}>{invitation.email}</span>
      <span>{roleLabel(invitation.role)}</span>
      <span className={rows.muted}>
        Expires <RelativeTime at={invitation.expires_at} />
      </span>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        loading={withdraw.isPending}
        onClick={() => withdraw.mutate()}
      >
        Withdraw
      </Button>
    </div>
  );
}
