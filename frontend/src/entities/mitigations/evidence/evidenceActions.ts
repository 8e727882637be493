/** Adds evidence to a mitigation, removes it, and restores what was removed. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { MitigationEvidence } from "@/api/types";

export type NewEvidence =
  | { kind: "link" | "note"; title: string; url: string; text: string }
  | { kind: "file"; file: File };

export interface AddEvidence {
  number: number;
  evidence: NewEvidence;
}

interface EvidencePlace {
  id: string;
  title: string;
}

export const addEvidence: UndoableMutation<AddEvidence, MitigationEvidence> = {
  key: "add-evidence",
  run: (model, { number, evidence }) =>
    unwrap(
      api.POST("/api/models/{model}/mitigations/{number}/evidence/", {
        params: { path: { model, number } },
        ...requestOf(evidence),
      }),
    ),
  label: ({ number }) => `Evidence added to M${number}`,
  undo: (_, { id, title }) => ({
    run: (model) => removeEvidence.run(model, { id, title }),
    patch: (data) => data,
  }),
};

export const removeEvidence: UndoableMutation<EvidencePlace, unknown> = {
  key: "remove-evidence",
  run: (model, { id: evidence }) =>
    unwrap(
      api.DELETE("/api/models/{model}/evidence/{evidence}/", {
        params: { path: { model, evidence } },
      }),
    ),
  label: ({ title }) => `Removed ${title}`,
  undo: ({ id: evidence }) => ({
    run: (model) =>
      unwrap(
        api.POST("/api/models/{model}/evidence/{evidence}/restore/", {
          params: { path: { model, evidence } },
        }),
      ),
    patch: (data) => data,
  }),
};

/** The address from which the browser downloads a file. */
export function contentAddress(model: string, evidence: string): string {
  return `/api/models/${model}/evidence/${evidence}/content/`;
}

function requestOf(evidence: NewEvidence) {
  if (evidence.kind !== "file") return { body: evidence };
  const form = new FormData();
  form.append("file", evidence.file, evidence.file.name);
  // FormData can't be written as the schema's type; the browser sets the content type with its boundary.
  return { body: form as never, bodySerializer: () => form };
}
