/** Says what cannot be reached (a network, the server, its database), for as long as that is so. */
import { useNetwork } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { databaseOutage } from "@/api/databaseOutage";
import { isTooMany, isTransient } from "@/api/errors";
import { modelQuery } from "@/api/queries";
import classes from "./OfflineBanner.module.css";

/** How often a server that did not answer is asked again. */
const AGAIN_MS = 2_000;

export function OfflineBanner() {
  const { online } = useNetwork();
  const { model } = useParams({ strict: false }) as { model?: string };
  const { error } = useQuery({
    ...modelQuery(model ?? ""),
    enabled: Boolean(model),
    refetchInterval: ({ state }) => (isAway(state.error) ? AGAIN_MS : false),
  });
  const databaseAway = useSyncExternalStore(databaseOutage.watch, databaseOutage.isAway);
  const what = missing(online, databaseAway, isAway(error));
  return <div role="status">{what && <p className={classes.banner}>{what}</p>}</div>;
}

function missing(online: boolean, databaseAway: boolean, silent: boolean): string | null {
  if (!online) return "You are offline. What you see may be out of date.";
  if (databaseAway) return "The database cannot be reached. Your edits are kept; trying again.";
  return silent ? "Bulkhead does not answer. What you see may be out of date." : null;
}

/** Too many requests are an answer: the query asks again by itself when it may. */
function isAway(error: unknown): boolean {
  return isTransient(error) && !isTooMany(error);
}
