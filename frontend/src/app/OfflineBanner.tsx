/** Says that the browser has no connection, or that the server does not answer, for as long as that is so. */
import { useNetwork } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { isTransient } from "../api/errors";
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
    refetchInterval: ({ state }) => (isTransient(state.error) ? AGAIN_MS : false),
  });
  const what =
    online === false ? "You are offline." : isTransient(error) && "Bulkhead does not answer.";
  return (
    <div role="status">
      {what && <p className={classes.banner}>{what} What you see may be out of date.</p>}
    </div>
  );
}
