/** Asks before a team requires a second factor, naming who would be kept out, or no longer does. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { keys, membersQuery } from "@/api/queries";
import type { Team } from "@/api/types";
import { useSession } from "@/session/session";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

const NAMED = 20;

interface RequireSecondFactorDialogProps {
  team: Team;
  onClose: () => void;
}

export default function RequireSecondFactorDialog({
  team,
  onClose,
}: RequireSecondFactorDialogProps) {
  const client = useQueryClient();
  const { user } = useSession();
  const members = useQuery(membersQuery(team.id)).data?.results;
  const without = members?.filter((one) => !one.second_factor) ?? [];
  const lackingMyself = without.some((one) => one.user.id === user?.id);
  const required = !team.mfa_required;
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/teams/{team}/", {
          params: { path: { team: team.id } },
          body: { mfa_required: required },
        }),
      ),
    onSuccess: async () => {
      toast.success(
        required
          ? "The team now requires two-factor authentication."
          : "Two-factor authentication is no longer required.",
      );
      await client.invalidateQueries({ queryKey: keys.team(team.id) });
    },
    onError: toast.error,
    onSettled: onClose,
  });
  return (
    <ConfirmDialog
      opened
      title={
        required
          ? "Require two-factor authentication?"
          : "No longer require two-factor authentication?"
      }
      confirmLabel={required ? "Require it" : "Stop requiring it"}
      pending={save.isPending}
      blocked={required && (!members || lackingMyself)}
      onClose={onClose}
      onConfirm={() => save.mutate()}
    >
      {!required && "Members can then open the team's models with their password alone."}
      {required && lackingMyself && (
        <>
          You have no second factor yourself: <Link to="/account">set it up in your account</Link>{" "}
          first.
        </>
      )}
      {required && members && !lackingMyself && <LockedOut names={without.map(nameOf)} />}
    </ConfirmDialog>
  );
}

function LockedOut({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <>Every member has a second factor: no one loses access.</>;
  const rest = names.length - NAMED;
  return (
    <>
      {names.length === 1 ? "This member has" : `These ${names.length} members have`} no second
      factor. They are kept out from now on, also while they work, until they set one up:
      <ul className={classes.names}>
        {names.slice(0, NAMED).map((name) => (
          <li key={name}>{name}</li>
        ))}
        {rest > 0 && <li>{rest} more</li>}
      </ul>
    </>
  );
}

function nameOf({ user }: { user: { name: string; email: string } }): string {
  return user.name ? `${user.name} (${user.email})` : user.email;
}
