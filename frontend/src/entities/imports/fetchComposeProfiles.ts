/** Which Compose profiles the chosen files name: which files may name any, and what the server finds. */
import { api, unwrap } from "@/api/client";
import type { Profile } from "@/api/types";
import type { Candidate } from "./importFiles";

const YAML = /\.ya?ml$/i;
const NAMES_PROFILES = /^\s*["']?profiles["']?\s*:/m;
const IN_ONE_LINE = /[{,]\s*["']?profiles["']?\s*:/;

/** Return the files that may name profiles; what they mean, the server says. */
export async function filesWithProfiles(files: readonly Candidate[]): Promise<Candidate[]> {
  const told = await Promise.all(
    files.map(async (one) => {
      if (!YAML.test(one.path)) return false;
      const text = await one.file.text();
      return NAMES_PROFILES.test(text) || IN_ONE_LINE.test(text);
    }),
  );
  return files.filter((_, index) => told[index]);
}

/** Ask which profiles the files name; none when no file speaks of any. */
export async function fetchProfiles(
  model: string,
  files: readonly Candidate[],
): Promise<Profile[]> {
  const asked = await filesWithProfiles(files);
  if (asked.length === 0) return [];
  const form = new FormData();
  for (const { file } of asked) form.append("files", file, file.name);
  const { profiles } = await unwrap(
    api.POST("/api/models/{model}/imports/profiles/", {
      params: { path: { model } },
      // FormData can't be written as the schema's type; the browser sets the content type with its boundary.
      body: form as never,
      bodySerializer: () => form,
    }),
  );
  return profiles;
}
