/** Writes a report template, then its logo where that changed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, unwrap } from "@/api/client";
import type { ReportTemplate } from "@/api/types";
import { refreshTemplates } from "@/entities/reports/queries";

/** A file that was chosen, the one that is there (or none), or none from now on. */
export type Logo = File | "kept" | "removed";

export interface TemplateDraft {
  name: string;
  classification: string;
  sections: ReportTemplate["sections"];
  logo: Logo;
}

export function useSaveTemplate(
  team: string,
  template: ReportTemplate | undefined,
  onSaved: () => void,
) {
  const client = useQueryClient();
  // Where the logo is refused the template is there already: the next attempt changes that one.
  const written = useRef(template);
  return useMutation({
    mutationFn: async ({ logo, ...values }: TemplateDraft) => {
      written.current = await write(team, written.current, values);
      await writeLogo(team, written.current.id, logo);
    },
    onSuccess: onSaved,
    onSettled: () => refreshTemplates(client, team),
  });
}

function write(
  team: string,
  template: ReportTemplate | undefined,
  values: Omit<TemplateDraft, "logo">,
): Promise<ReportTemplate> {
  if (!template) {
    return unwrap(
      api.POST("/api/teams/{team}/report-templates/", { params: { path: { team } }, body: values }),
    );
  }
  return unwrap(
    api.PATCH("/api/teams/{team}/report-templates/{template}/", {
      params: { path: { team, template: template.id } },
      body: { ...values, version: template.version },
    }),
  );
}

async function writeLogo(team: string, template: string, logo: Logo): Promise<void> {
  const params = { path: { team, template } };
  if (logo instanceof File) {
    await unwrap(
      api.PUT("/api/teams/{team}/report-templates/{template}/logo/", {
        params,
        body: { file: "" },
        bodySerializer: () => formOf(logo),
      }),
    );
  } else if (logo === "removed") {
    await unwrap(api.DELETE("/api/teams/{team}/report-templates/{template}/logo/", { params }));
  }
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.set("file", file);
  return form;
}
