/** Sends files to be imported into a model. */
import { api, unwrap } from "@/api/client";
import type { Job } from "@/api/types";
import type { Candidate } from "./importFiles";
import type { Choices } from "./statementText";
import type { TableMapping } from "./tables/tableMapping";

/** files: only what these files described before is replaced. all: they describe the whole system. */
export type ImportScope = "files" | "all";

interface ImportOptions {
  scope?: ImportScope;
  profiles?: readonly string[];
  /** Of conflicts of bulkhead.yaml. */
  choices?: Choices;
  /** Of tables whose columns a person has mapped. */
  mappings?: readonly TableMapping[];
}

/** The form as the server reads it: a path for every file, because file names lose their folders on the way. */
function importForm(
  files: readonly Candidate[],
  { scope = "files", profiles = [], choices = {}, mappings = [] }: ImportOptions,
): FormData {
  const form = new FormData();
  for (const { path, file } of files) {
    form.append("files", file, file.name);
    form.append("paths", path);
  }
  form.append("scope", scope);
  for (const profile of profiles) form.append("profiles", profile);
  if (Object.keys(choices).length > 0) form.append("choices", JSON.stringify(choices));
  if (mappings.length > 0) form.append("mappings", JSON.stringify(mappings));
  return form;
}

export async function sendFiles(
  model: string,
  files: readonly Candidate[],
  options: ImportOptions = {},
): Promise<Job> {
  const form = importForm(files, options);
  const { job } = await unwrap(api.POST("/api/models/{model}/imports/", request(model, form)));
  return job;
}

/** Makes a model of the files; there is none when nothing in them can be used. */
export async function uploadFiles(
  team: string,
  { name, description }: { name: string; description: string },
  files: readonly Candidate[],
  mappings: readonly TableMapping[] = [],
): Promise<Job> {
  const form = importForm(files, { mappings });
  form.append("name", name);
  form.append("description", description);
  const { job } = await unwrap(
    api.POST("/api/teams/{team}/imports/", { params: { path: { team } }, ...multipart(form) }),
  );
  return job;
}

/** Asks what importing the files would change; nothing is imported. */
export async function previewFiles(
  model: string,
  files: readonly Candidate[],
  options: ImportOptions,
): Promise<Job> {
  const form = importForm(files, options);
  const { job } = await unwrap(
    api.POST("/api/models/{model}/imports/previews/", request(model, form)),
  );
  return job;
}

function request(model: string, form: FormData) {
  return { params: { path: { model } }, ...multipart(form) };
}

/** FormData can't be written as the schema's type; the browser sets the content type with its boundary. */
function multipart(form: FormData) {
  return { body: form as never, bodySerializer: () => form };
}
