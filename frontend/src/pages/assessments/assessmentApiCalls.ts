/** What is sent to the server about assessments and findings. */
import { api, unwrap } from "@/api/client";
import type {
  Assessment,
  AssessmentFinding,
  AssessmentWrite,
  FindingChange,
  FindingWrite,
} from "@/api/types";

type Of = Pick<Assessment, "id">;

export const addAssessment = (model: string, body: AssessmentWrite) =>
  unwrap(api.POST("/api/models/{model}/assessments/", { params: { path: { model } }, body }));

export const changeAssessment = (
  model: string,
  { assessment, body }: { assessment: Of & { version: number }; body: AssessmentWrite },
) =>
  unwrap(
    api.PUT("/api/models/{model}/assessments/{assessment}/", {
      params: { path: { model, assessment: assessment.id } },
      body: { ...body, version: assessment.version },
    }),
  );

export const deleteAssessment = (model: string, assessment: Of & { version: number }) =>
  unwrap(
    api.DELETE("/api/models/{model}/assessments/{assessment}/", {
      params: {
        path: { model, assessment: assessment.id },
        query: { version: assessment.version },
      },
    }),
  );

export const addFinding = (
  model: string,
  { assessment, body }: { assessment: Of; body: FindingWrite },
) =>
  unwrap(
    api.POST("/api/models/{model}/assessments/{assessment}/findings/", {
      params: { path: { model, assessment: assessment.id } },
      body,
    }),
  );

export interface FindingAt {
  assessment: Of;
  finding: AssessmentFinding;
}

export const changeFinding = (
  model: string,
  { assessment, finding, change }: FindingAt & { change: Omit<FindingChange, "version"> },
) =>
  unwrap(
    api.PATCH("/api/models/{model}/assessments/{assessment}/findings/{finding}/", {
      params: { path: { model, assessment: assessment.id, finding: finding.id } },
      body: { ...change, version: finding.version },
    }),
  );

export const deleteFinding = (model: string, { assessment, finding }: FindingAt) =>
  unwrap(
    api.DELETE("/api/models/{model}/assessments/{assessment}/findings/{finding}/", {
      params: {
        path: { model, assessment: assessment.id, finding: finding.id },
        query: { version: finding.version },
      },
    }),
  );

/** Into a new assessment, or one that is there. */
export const importAlerts = (
  model: string,
  { file, assessment }: { file: File; assessment: Of | null },
) => {
  const form = new FormData();
  form.append("file", file, file.name);
  // FormData can't be written as the schema's type; the browser sets the content type with its boundary.
  const sent = { body: form as never, bodySerializer: () => form };
  if (!assessment) {
    const params = { path: { model } };
    return unwrap(api.POST("/api/models/{model}/assessments/alerts/", { params, ...sent }));
  }
  return unwrap(
    api.POST("/api/models/{model}/assessments/{assessment}/alerts/", {
      params: { path: { model, assessment: assessment.id } },
      ...sent,
    }),
  );
};
