/** Who did something: a person, with the API token that they used, or Bulkhead itself. */
import type { Person } from "@/api/types";

interface ActorNameProps {
  actor: Person | null;
  /** The name of the token; empty without one. */
  token: string;
}

export function ActorName({ actor, token }: ActorNameProps) {
  return (
    <>
      <strong>{actor ? actor.name || actor.email : "Bulkhead"}</strong>
      {token && ` (API token ${token})`}
    </>
  );
}
