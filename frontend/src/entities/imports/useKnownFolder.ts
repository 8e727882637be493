/** Whether the model knows the chosen files in another folder, and what the person says they are. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { FolderMatch } from "@/api/types";
import type { Candidate } from "./importFiles";
import { type FolderAnswer, inKnownFolder } from "./knownFolder";

export interface KnownFolder {
  match: FolderMatch | null;
  /** null: not said yet, and not likely either. */
  answer: FolderAnswer | null;
  /** Nothing is sent before the server and the person have said it. */
  isAsked: boolean;
  choose: (answer: FolderAnswer) => void;
  /** The files under the paths by which they are sent. */
  files: Candidate[];
}

/** Asks only when `ready`: an import of the whole system replaces all files, whatever their folder. */
export function useKnownFolder(
  model: string,
  files: readonly Candidate[],
  ready: boolean,
): KnownFolder {
  const [picked, setPicked] = useState<{ of: string; answer: FolderAnswer } | null>(null);
  const paths = files.map((one) => one.path);
  const { data, isLoading } = useQuery({
    queryKey: [...keys.model(model), "known-folder", paths],
    queryFn: () =>
      unwrap(
        api.POST("/api/models/{model}/imports/folders/", {
          params: { path: { model } },
          body: { paths },
        }),
      ),
    enabled: ready,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const match = (ready && data?.match) || null;
  // Of other files than those that were answered for, the question is another one.
  const of = match ? `${match.sent_as}\n${match.known_as}` : "";
  const answer = picked?.of === of ? picked.answer : match?.likely ? "newer" : null;
  return {
    match,
    answer,
    isAsked: isLoading || (match !== null && answer === null),
    choose: (next) => setPicked({ of, answer: next }),
    files: inKnownFolder(files, match, answer),
  };
}
