/** The switch between one row for what is found for one reason and one row for each threat. */
import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./threats.module.css";

export function CauseSwitch() {
  const [search, setSearch] = useSearchParams();
  if (search.rule || search.cause) return null;
  const grouped = !search.flat;
  return (
    <Button
      variant="default"
      className={classes.grouped}
      data-active={grouped}
      aria-pressed={grouped}
      title="Show the same threat on several elements as one row"
      leftSection={<IconStack2 size={15} aria-hidden="true" />}
      onClick={() =>
        setSearch((now) => ({ ...now, page: undefined, flat: grouped ? "1" : undefined }), {
          replace: true,
        })
      }
    >
      Group by cause
    </Button>
  );
}
