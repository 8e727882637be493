/** Reads the new session after signing in and goes where the person wanted to go. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { sessionQuery } from "@/api/queries";
import { firstOf, type Search } from "@/ui/searchParams";
import { safeRedirect } from "./redirect";

/** The address to go to after signing in, as given in `?next=`. */
export function useRedirectTarget(): string {
  return safeRedirect(firstOf(useSearch({ strict: false }) as Search, "next"));
}

export function useCompleteSignIn(): () => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  const next = useRedirectTarget();
  return useCallback(async () => {
    client.clear();
    await client.fetchQuery({ ...sessionQuery(), staleTime: 0 });
    router.history.push(next);
  }, [client, router, next]);
}
