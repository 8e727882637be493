/** The profiles that the chosen files name, and which of them are switched on. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/queries";
import type { Profile } from "@/api/types";
import { enabledProfiles } from "./composeProfiles";
import { fetchProfiles } from "./fetchComposeProfiles";
import type { Candidate } from "./importFiles";

interface Profiles {
  named: readonly Profile[];
  on: string[];
  choose: (names: string[]) => void;
}

export function useComposeProfiles(
  model: string,
  files: readonly Candidate[],
  ready: boolean,
): Profiles {
  const [picked, setPicked] = useState<string[] | null>(null);
  const known = files.map(({ path, file }) => [path, file.size, file.lastModified]);
  const { data = [] } = useQuery({
    queryKey: [...keys.model(model), "profiles", known],
    queryFn: () => fetchProfiles(model, files),
    enabled: ready,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return { named: data, on: enabledProfiles(data, picked), choose: setPicked };
}
