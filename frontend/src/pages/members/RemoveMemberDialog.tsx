/** Removes somebody from the team, or leaves it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { keys, sessionQuery } from "@/api/queries";
import type { Member } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/toast";

interface RemoveMemberDialogProps {
  team: string;
  member: Member;
  self: boolean;
  onClose: () => void;
}

export default function RemoveMemberDialog({
  team,
  member,
  self,
  onClose,
}: RemoveMemberDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const name = member.user.name || member.user.email;
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/teams/{team}/members/{member}/", {
          params: { path: { team, member: member.id } },
        }),
      ),
    onSuccess: async () => {
      onClose();
      toast.success(self ? "You left the team." : `${name} was removed.`);
      if (!self) return client.invalidateQueries({ queryKey: keys.team(team) });
      await client.fetchQuery({ ...sessionQuery(), staleTime: 0 });
      await navigate({ to: "/" });
    },
    onError: toast.error,
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={self ? "Leave this team?" : `Remove ${name}?`}
      confirmLabel={self ? "Leave team" : "Remove member"}
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      {self
        ? "You lose access to its models. An owner can invite you again."
        : "They lose access to the team's models. What they did stays in the history."}
    </ConfirmDialog>
  );
}
