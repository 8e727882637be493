/** Saves a control of the team, new or changed, and opens its page. */
import { api, unwrap } from "@/api/client";
import { useSaveEntry } from "@/entities/library/useSaveEntry";
import { controlId, type Draft, errorsByField } from "./controlDraft";

export function useSaveControl(team: string, control?: string) {
  return useSaveEntry<Draft>({
    kind: "control",
    team,
    id: control,
    save: (draft) => (control === undefined ? create(team, draft) : change(team, control, draft)),
    errorsByField,
  });
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
