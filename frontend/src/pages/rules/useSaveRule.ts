/** Saves a rule of the team, new or changed, and opens its page. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { ApiError, messageOf } from "@/api/errors";
import { keys } from "@/api/queries";
import { useMethods } from "@/entities/badges/useMethods";
import type { Method } from "@/model/labels/categories";
import { toast } from "@/ui/toast";
import { errorsByField } from "./draft";

type Definition = Record<string, unknown>;

export function useSaveRule(team: string, rule?: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const methods = useMethods();
  const save = useMutation({
    mutationKey: ["save-rule"],
    mutationFn: (definition: Definition) =>
      rule === undefined ? create(team, definition) : change(team, rule, definition),
    onSuccess: async (saved) => {
      toast.success(rule === undefined ? "The rule was created." : "The rule was saved.");
      await client.invalidateQueries({ queryKey: keys.team(team) });
      await navigate({ to: "/t/$team/rules/$rule", params: { team, rule: saved.id } });
    },
  });
  return {
    submit: save.mutate,
    isPending: save.isPending,
    errors: errorsOf(save.error, save.variables, methods),
  };
}

function create(team: string, definition: Definition) {
  return unwrap(
    api.POST("/api/teams/{team}/rules/", {
      params: { path: { team } },
      body: { rule: definition, enabled: true },
    }),
  );
}

function change(team: string, rule: string, definition: Definition) {
  return unwrap(
    api.PATCH("/api/teams/{team}/rules/{rule}/", {
      params: { path: { team, rule } },
      body: { rule: definition },
    }),
  );
}

function errorsOf(
  error: Error | null,
  definition: Definition | undefined,
  methods: readonly Method[],
): Record<string, string> {
  if (!error) return {};
  const byField = error instanceof ApiError ? errorsByField(error.fields, definition, methods) : {};
  return Object.keys(byField).length > 0 ? byField : { "": messageOf(error) };
}
