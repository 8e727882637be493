/** How people put sections of a report in order. No React. */
import type { ReportSectionId } from "@/api/types";

type Sections = readonly ReportSectionId[];

/** Return the sections with one more, at its usual place among the others, or without it. */
export function toggled(chosen: Sections, section: ReportSectionId, usual: Sections): Sections {
  if (chosen.includes(section)) return chosen.filter((one) => one !== section);
  const place = usual.indexOf(section);
  const next = chosen.findIndex((one) => usual.indexOf(one) > place);
  return next === -1 ? [...chosen, section] : chosen.toSpliced(next, 0, section);
}

/** Return the sections with one of them moved up (-1) or down (1); the same where it cannot move. */
export function moved(chosen: Sections, section: ReportSectionId, by: -1 | 1): Sections {
  const from = chosen.indexOf(section);
  const to = from + by;
  if (from === -1 || to < 0 || to >= chosen.length) return chosen;
  return chosen.toSpliced(from, 1).toSpliced(to, 0, section);
}

/** Return all sections as they are listed: the chosen ones in their order, then the others in the usual one. */
export function listed(chosen: Sections, usual: Sections): Sections {
  return [...chosen, ...usual.filter((one) => !chosen.includes(one))];
}
