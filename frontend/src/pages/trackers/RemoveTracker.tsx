/** Removes an issue tracker, after saying what stays. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { Tracker } from "@/api/types";
import { issueCount } from "@/entities/trackers/issueProgress";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Section } from "@/ui/Section";
import { toast } from "@/ui/toast";

export function RemoveTracker({ team, tracker }: { team: string; tracker: Tracker }) {
  const { id, name, counts } = tracker;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, dialog] = useDisclosure(false);
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/teams/{team}/trackers/{tracker}/", {
          params: { path: { team, tracker: id } },
        }),
      ),
    onSuccess: async () => {
      toast.success(`${name} was removed.`);
      await navigate({ to: "/t/$team/settings", params: { team } });
    },
    onError: toast.error,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: keys.team(team) });
      await client.invalidateQueries({ queryKey: ["model"] });
    },
  });
  return (
    <Section
      tone="danger"
      title="Remove issue tracker"
      description="The issues there stay as they are. Here, their links are removed."
      actions={
        <Button color="danger" onClick={dialog.open}>
          Remove
        </Button>
      }
    >
      <ConfirmDialog
        opened={asking}
        onClose={dialog.close}
        onConfirm={() => remove.mutate()}
        title={`Remove ${name}?`}
        confirmLabel="Remove tracker"
        danger
        pending={remove.isPending}
      >
        {counts.links === 0
          ? "No issue is linked. The token is deleted."
          : `The links to ${issueCount(counts.links)} are removed here, and the token is deleted. The issues, the threats, the mitigations and their statuses stay as they are.`}
      </ConfirmDialog>
    </Section>
  );
}
