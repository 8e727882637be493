/** Saves a control of the team, new or changed, and opens its page. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { ApiError, messageOf } from "@/api/errors";
import { keys } from "@/api/queries";
import { toast } from "@/ui/toast";
import { controlId, type Draft, errorsByField } from "./draft";

export function useSaveControl(team: string, control?: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationKey: ["save-control"],
    mutationFn: (draft: Draft) =>
      control === undefined ? create(team, draft) : change(team, control, draft),
    onSuccess: async (saved) => {
      toast.success(control === undefined ? "The control was created." : "The control was saved.");
      await client.invalidateQueries({ queryKey: keys.team(team) });
      await navigate({ to: "/t/$team/controls/$control", params: { team, control: saved.id } });
    },
  });
  return { submit: save.mutate, isPending: save.isPending, errors: errorsOf(save.error) };
}

function create(team: string, draft: Draft) {
  return unwrap(
    api.POST("/api/teams/{team}/controls/", {
      params: { path: { team } },
      body: { id: controlId(draft), ...draft },
    }),
  );
}

function change(team: string, control: string, draft: Draft) {
  return unwrap(
    api.PATCH("/api/teams/{team}/controls/{control}/", {
      params: { path: { team, control } },
      body: draft,
    }),
  );
}

function errorsOf(error: Error | null): Record<string, string> {
  if (!error) return {};
  const byField = error instanceof ApiError ? errorsByField(error.fields) : {};
  return Object.keys(byField).length > 0 ? byField : { "": messageOf(error) };
}
