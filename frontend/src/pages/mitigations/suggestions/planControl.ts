/** Plans a control in models: each gets a mitigation with all open threats that the control would treat. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { PlannedControl } from "@/api/types";

export interface PlanControl {
  team: string;
  control: string;
  title: string;
  models: string[];
}

export const planControl: UndoableMutation<PlanControl, PlannedControl[]> = {
  key: "plan-control",
  run: (_model, { team, control, models }) =>
    unwrap(
      api.POST("/api/teams/{team}/controls/{control}/plan/", {
        params: { path: { team, control } },
        body: { models },
      }),
    ),
  label: (_, planned) => plannedText(planned),
  undo: (_, planned) => ({
    run: async () => {
      for (const one of planned) await takeBack(one);
    },
    patch: (data) => data,
  }),
};

/** "M7 treats 12 more threats", "Planned in 3 models for 34 threats". */
export function plannedText(planned: readonly PlannedControl[]): string {
  const count = planned.reduce((sum, one) => sum + one.attached.length, 0);
  const threats = count === 1 ? "1 threat" : `${count.toLocaleString("en-US")} threats`;
  const [first] = planned;
  if (!first) return "Nothing left to treat";
  if (planned.length > 1) return `Planned in ${planned.length} models for ${threats}`;
  if (!first.is_new) return `M${first.number} treats ${threats} more`;
  return `M${first.number} planned for ${threats}`;
}

/** What is new is deleted; what was there treats again what it treated before. Refused where it changed since. */
async function takeBack({ model, number, version, is_new, attached }: PlannedControl) {
  const place = { params: { path: { model, number } } };
  const address = "/api/models/{model}/mitigations/{number}/" as const;
  const { version: now, threats } = await unwrap(api.GET(address, place));
  if (is_new && now === version) return unwrap(api.DELETE(address, place));
  const kept = threats.map((one) => one.number).filter((one) => !attached.includes(one));
  return unwrap(api.PATCH(address, { ...place, body: { threats: kept, version } }));
}
