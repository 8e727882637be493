/** Where the logo of a report template is. */
import type { ReportTemplate } from "@/api/types";

/** The version is in it, so that a new logo is not taken from the cache. */
export function logoAddress(team: string, { id, version }: ReportTemplate): string {
  return `/api/teams/${team}/report-templates/${id}/logo/?v=${version}`;
}
