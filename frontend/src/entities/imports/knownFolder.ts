/** Files that the model knows in another folder: a checkout of another name, or files that a pipeline sent. No React. */
import type { FolderMatch } from "@/api/types";
import type { Candidate } from "./importFiles";

/** newer: they replace the files of that folder. other: they are kept beside them. */
export type FolderAnswer = "newer" | "other";

/** Return the files as they are sent: those that are newer versions under the paths that the model knows. */
export function inKnownFolder(
  files: readonly Candidate[],
  match: FolderMatch | null,
  answer: FolderAnswer | null,
): Candidate[] {
  if (!match || answer !== "newer") return [...files];
  return files.map((one) => ({
    ...one,
    path: one.path.startsWith(match.sent_as)
      ? `${match.known_as}${one.path.slice(match.sent_as.length)}`
      : one.path,
  }));
}

/** "in the folder shop", or that the files are in none. */
export function folderText(folder: string): string {
  return folder ? `in the folder ${folder.replace(/\/$/, "")}` : "outside any folder";
}
