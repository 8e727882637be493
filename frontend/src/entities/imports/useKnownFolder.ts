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
  /** Nothing is sent before the person says it. */
  isAsked: boolean;
  choose: (answer: FolderAnswer) => void;
  /** The files under the paths by which they are sent. */
  files: Candidate[];
}

export function useKnownFolder(
  model: string,
  files: readonly Candidate[],
  ready: boolean,
): KnownFolder {
  const [picked, setPicked] = useState<FolderAnswer | null>(null);
  const paths = files.map((one) => one.path);
  const { data } = useQuery({
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
  const match = data?.match ?? null;
  const answer = picked ?? (match?.likely ? "newer" : null);
  const isAsked = match !== null && answer === null;
  return { match, answer, isAsked, choose: setPicked, files: inKnownFolder(files, match, answer) };
}
