/** Which tables the chosen files hold: which files may hold any, and what the server finds. */
import { api, unwrap } from "@/api/client";
import type { ImportedTables } from "@/api/types";
import type { Candidate } from "../importFiles";

const SPREADSHEET = /\.(csv|tsv|xlsx|xlsm|xls|xlsb|ods)$/i;

export function spreadsheetsIn(files: readonly Candidate[]): Candidate[] {
  return files.filter((one) => SPREADSHEET.test(one.path));
}

/** Into which model the files go, or the team in which they become one. */
export type ImportTarget = { model: string } | { team: string };

/** Ask what tables the files hold; nothing is asked when none is a spreadsheet. */
export async function fetchTables(
  target: ImportTarget,
  files: readonly Candidate[],
): Promise<ImportedTables> {
  const form = new FormData();
  for (const { path, file } of spreadsheetsIn(files)) {
    form.append("files", file, file.name);
    form.append("paths", path);
  }
  // FormData can't be written as the schema's type; the browser sets the content type with its boundary.
  const sent = { body: form as never, bodySerializer: () => form };
  return unwrap(
    "model" in target
      ? api.POST("/api/models/{model}/imports/tables/", { params: { path: target }, ...sent })
      : api.POST("/api/teams/{team}/imports/tables/", { params: { path: target }, ...sent }),
  );
}
