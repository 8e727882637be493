/** Says that the browser has no connection, or that the server does not answer, for as long as that is so. */
import { useNetwork } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { isTooMany, isTransient } from "../api/errors";
import { modelQuery } from "../api/queries";
import classes from "./OfflineBanner.module.css";

/** How often a server that did not answer is asked again. */
const AGAIN_MS = 5_000;

export function OfflineBanner() {
  const { online } = useNetwork();
  const { model } = useParams({ strict: false }) as { model?: string };
  const { error } = useQuery({
    ...modelQuery(model ?? ""),
    enabled: Boolean(model),
    refetchInterval: ({ state }) => (isAway(state.error) ? AGAIN_MS : false),
  });
  const what = online === false ? "You are offline." : isAway(error) && "Bulkhead does not answer.";
  return (
    <div role="status">
      {what && <p className={classes.banner}>{what} What you see may be out of date.</p>}
    </div>
  );
}

/** Too many requests are an answer: the query asks again by itself when it may. */
function isAway(error: unknown): boolean {
  return isTransient(error) && !isTooMany(error);
}
