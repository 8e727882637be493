/** The switch between one row for all hardening gaps of a component and one row for each. */
import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./threats.module.css";

export function HardeningGapSwitch() {
  const [search, setSearch] = useSearchParams();
  if (search.hardening_of) return null;
  const grouped = !search.flat;
  return (
    <Button
      variant="default"
      className={classes.grouped}
      data-active={grouped}
      aria-pressed={grouped}
      title="Show the hardening gaps of a component as one row"
      leftSection={<IconStack2 size={15} aria-hidden="true" />}
      onClick={() =>
        setSearch((now) => ({ ...now, page: undefined, flat: grouped ? "1" : undefined }), {
          replace: true,
        })
      }
    >
      Group hardening gaps
    </Button>
  );
}
