/** Compose profiles that files name: which are switched on, and what they start. No React. */
import type { Profile } from "@/api/types";

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
