/** Says that the browser has no connection, for as long as that is so. */
import { useNetwork } from "@mantine/hooks";
import classes from "./OfflineBanner.module.css";

export function OfflineBanner() {
  const { online } = useNetwork();
  return (
    <div role="status" className={classes.region}>
      {online === false && (
        <p className={classes.banner}>You are offline. What you see may be out of date.</p>
      )}
    </div>
  );
}
