/** Saves a rule of the team, new or changed, and opens its page. */
import { api, unwrap } from "@/api/client";
import { useMethods } from "@/entities/badges/useMethods";
import { useSaveEntry } from "@/entities/library/useSaveEntry";
import { errorsByField } from "./ruleDraft";

type Definition = Record<string, unknown>;

export function useSaveRule(team: string, rule?: string) {
  const methods = useMethods();
  return useSaveEntry<Definition>({
    kind: "rule",
    team,
    id: rule,
    save: (definition) =>
      rule === undefined ? create(team, definition) : change(team, rule, definition),
    errorsByField: (fields, definition) => errorsByField(fields, definition, methods),
  });
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
