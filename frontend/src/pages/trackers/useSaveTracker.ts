/** Saves an issue tracker; a new one is tested at once, and its page opened. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import type { Tracker } from "@/api/types";
import { trackersQuery } from "@/entities/trackers/queries";
import { toast } from "@/ui/toast";
import { connectionTestQuery } from "./queries";
import { requestOf, type TrackerDraft } from "./trackerDraft";

export function useSaveTracker(
  team: string,
  tracker: Tracker | undefined,
  onSaved: (saved: Tracker) => void,
) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = (draft: TrackerDraft): Promise<Tracker> =>
    unwrap(
      api.POST("/api/teams/{team}/trackers/", {
        params: { path: { team } },
        body: requestOf(draft),
      }),
    );
  const change = (draft: TrackerDraft, id: string): Promise<Tracker> => {
    const { kind: _fixed, ...body } = requestOf(draft);
    const params = { path: { team, tracker: id } };
    return unwrap(api.PATCH("/api/teams/{team}/trackers/{tracker}/", { params, body }));
  };
  return useMutation({
    mutationFn: (draft: TrackerDraft) => (tracker ? change(draft, tracker.id) : create(draft)),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: trackersQuery(team).queryKey });
      if (tracker) {
        toast.success(`${saved.name} was saved`);
        onSaved(saved);
        return;
      }
      const params = { team, tracker: saved.id };
      void client.prefetchQuery(connectionTestQuery(team, saved.id));
      await navigate({ to: "/t/$team/settings/trackers/$tracker", params, replace: true });
    },
  });
}
