/** Deletes a team, once its name was typed and the password confirmed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { sessionQuery } from "@/api/queries";
import type { Team } from "@/api/types";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import { withReauthentication } from "@/session/withReauthentication";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { FormAlert } from "@/ui/FormAlert";
import { toast } from "@/ui/toast";

export default function DeleteTeamDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const guarded = useReauthentication();
  const request = () =>
    withReauthentication(
      unwrap(
        api.POST("/api/teams/{team}/deletion/", {
          params: { path: { team: team.id } },
          body: { name: team.name },
        }),
      ),
    );
  const remove = useMutation({
    mutationFn: () => guarded(request),
    onSuccess: async () => {
      onClose();
      toast.success(`${team.name} was deleted.`);
      await client.fetchQuery({ ...sessionQuery(), staleTime: 0 });
      await navigate({ to: "/" });
    },
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={`Delete ${team.name}?`}
      confirmLabel="Delete team"
      typeToConfirm={team.name}
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      <FormAlert error={remove.error} known={[]} />
      Its {team.member_count} members lose access to its {team.model_count} models at once. After 30
      days everything is permanently deleted; until then an administrator can restore it.
    </ConfirmDialog>
  );
}
