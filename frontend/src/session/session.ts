/** Who is signed in, for components below the router's guard. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { modelQuery, sessionQuery } from "@/api/queries";
import type { Session, TeamBrief } from "@/api/types";

export function useSession(): Session {
  return useSuspenseQuery(sessionQuery()).data;
}

/** The team of the page: the one in the address, else that of the open model, else the first. */
export function useCurrentTeam(): TeamBrief | undefined {
  const { teams } = useSession();
  const { team, model } = useParams({ strict: false }) as { team?: string; model?: string };
  const row = useQuery({ ...modelQuery(model ?? ""), enabled: Boolean(model) }).data;
  const wanted = team ?? row?.team.id;
  return (
    teams.find((one) => one.id === wanted || one.slug === wanted) ?? (wanted ? undefined : teams[0])
  );
}
