/** The report that a person is about to have made. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReportOptions, ReportRequest, ReportTemplate } from "@/api/types";
import { versionsQuery } from "@/entities/history/queries";
import { PRESETS } from "@/entities/reports/sectionPresets";
import { firstCompared } from "@/model/labels/versionRefs";

type Sections = NonNullable<ReportRequest["sections"]>;

export interface ReportDraft {
  format: ReportRequest["format"];
  sections: Sections;
  since: string;
  /** Id of the version that it is about; empty: the model as it is. */
  version: string;
  template: string | null;
  classification: string;
}

export interface DraftControl {
  draft: ReportDraft;
  set: (change: Partial<ReportDraft>) => void;
  choose: (template: ReportTemplate | undefined) => void;
  /** Whether the format has sections that can be chosen. */
  hasSections: boolean;
  /** The sections that can be chosen: a version has fewer. */
  sections: ReportOptions["sections"];
  /** Whether the state to compare with is asked for. */
  /** Which sections a report of a version cannot have, and why. */
  leftOut: readonly string[];
  compares: boolean;
  request: ReportRequest;
  complete: boolean;
}

const FIRST: ReportDraft = {
  format: "pdf",
  sections: [...(PRESETS[1]?.sections ?? [])],
  since: "",
  version: "",
  template: null,
  classification: "",
};

export function useReportDraft(model: string, options: ReportOptions): DraftControl {
  const [draft, setDraft] = useState(FIRST);
  const versions = useQuery(versionsQuery(model)).data?.results ?? [];
  const set = (change: Partial<ReportDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const hasSections = !options.formats.find(({ id }) => id === draft.format)?.table_only;
  const sections = options.sections.filter((one) => draft.version === "" || one.of_versions);
  const chosen = draft.sections.filter((id) => sections.some((one) => one.id === id));
  const compares = hasSections && chosen.includes("changes");
  const since = draft.since || firstCompared(versions);
  return {
    draft: { ...draft, sections: chosen, since },
    set,
    choose: (template) =>
      set({
        template: template?.id ?? null,
        ...(template && { classification: template.classification }),
        ...(template?.sections.length && { sections: template.sections }),
      }),
    hasSections,
    sections,
    leftOut: options.sections
      .filter((one) => draft.version !== "" && !one.of_versions)
      .map((one) => `No ${one.title} for a version: ${lowerFirst(one.not_of_versions)}`),
    compares,
    request: requestFrom({ ...draft, sections: chosen, since }, hasSections, compares),
    complete: !hasSections || chosen.length > 0,
  };
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function requestFrom(
  { format, sections, since, version, template, classification }: ReportDraft,
  hasSections: boolean,
  compares: boolean,
): ReportRequest {
  return {
    format,
    sections: hasSections ? sections : [],
    since: compares ? since : "",
    version: hasSections && version ? version : null,
    template,
    classification: classification.trim(),
  };
}
