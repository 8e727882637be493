/** The report that a person is about to have made. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReportOptions, ReportRequest, ReportTemplate } from "@/api/types";
import { versionsQuery } from "@/entities/history/queries";
import { PRESETS } from "@/entities/reports/sectionOrder";
import { firstCompared } from "@/model/labels/versionRefs";

type Sections = NonNullable<ReportRequest["sections"]>;

export interface ReportDraft {
  format: ReportRequest["format"];
  sections: Sections;
  since: string;
  template: string | null;
  classification: string;
}

export interface DraftControl {
  draft: ReportDraft;
  set: (change: Partial<ReportDraft>) => void;
  choose: (template: ReportTemplate | undefined) => void;
  /** Whether the format has sections that can be chosen. */
  hasSections: boolean;
  /** Whether the state to compare with is asked for. */
  compares: boolean;
  request: ReportRequest;
  complete: boolean;
}

const FIRST: ReportDraft = {
  format: "pdf",
  sections: [...(PRESETS[1]?.sections ?? [])],
  since: "",
  template: null,
  classification: "",
};

export function useReportDraft(model: string, formats: ReportOptions["formats"]): DraftControl {
  const [draft, setDraft] = useState(FIRST);
  const versions = useQuery(versionsQuery(model)).data?.results ?? [];
  const set = (change: Partial<ReportDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const hasSections = !formats.find(({ id }) => id === draft.format)?.table_only;
  const compares = hasSections && draft.sections.includes("changes");
  const since = draft.since || firstCompared(versions);
  return {
    draft: { ...draft, since },
    set,
    choose: (template) =>
      set({
        template: template?.id ?? null,
        ...(template && { classification: template.classification }),
        ...(template?.sections.length && { sections: template.sections }),
      }),
    hasSections,
    compares,
    request: requestFrom({ ...draft, since }, hasSections, compares),
    complete: !hasSections || draft.sections.length > 0,
  };
}

function requestFrom(
  { format, sections, since, template, classification }: ReportDraft,
  hasSections: boolean,
  compares: boolean,
): ReportRequest {
  return {
    format,
    sections: hasSections ? sections : [],
    since: compares ? since : "",
    template,
    classification: classification.trim(),
  };
}
