/** Compose profiles that files name: which files to ask about, and what is switched on. No React. */
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

/** Return the profiles that are on: those that somebody chose just now, else those of the last import. */
export function enabledProfiles(
  profiles: readonly Profile[],
  picked: readonly string[] | null,
): string[] {
  const names = profiles.filter((one) => picked?.includes(one.name) ?? one.chosen);
  return names.map((one) => one.name);
}

/** "Starts seed and loader." */
export function startedServicesText(services: readonly string[]): string {
  const shown = services.slice(0, 3);
  const more = services.length - shown.length;
  const words = more > 0 ? [...shown, `${more} more`] : shown;
  const last = words.at(-1) ?? "nothing";
  return `Starts ${words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last}.`;
}
