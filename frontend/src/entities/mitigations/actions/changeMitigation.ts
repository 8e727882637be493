/** What the actions on one mitigation share: the request, and the change of cached answers. */

import { isMitigation, patched } from "@/api/cachePatch";
import { api, unwrap } from "@/api/client";
import type { Mitigation, Person } from "@/api/types";

export interface MitigationChange {
  status?: Mitigation["status"];
  owner?: Person | null;
  due?: string | null;
  title?: string;
  description?: string;
  verification_note?: string;
}

export function changeMitigation(
  model: string,
  number: number,
  change: MitigationChange,
): Promise<Mitigation> {
  const { owner, ...rest } = change;
  const body = owner === undefined ? rest : { ...rest, owner: owner?.id ?? null };
  return unwrap(
    api.PATCH("/api/models/{model}/mitigations/{number}/", {
      params: { path: { model, number } },
      body,
    }),
  );
}

export function patchMitigation(data: unknown, number: number, change: MitigationChange): unknown {
  return patched(data, isMitigation(number), { ...change });
}
