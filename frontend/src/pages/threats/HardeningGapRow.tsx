/** The row that stands for all hardening gaps of one component, and the switch between rows and threats. */
import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import type { ThreatRow } from "@/api/types";
import { useSearchParams } from "@/ui/useSearchParams";
import { gapsText } from "./hardeningGaps";
import classes from "./threats.module.css";

type Gaps = NonNullable<ThreatRow["hardening_gap"]>;

/** Leads to the gaps one by one; the other filters stay. */
export function HardeningGapTitle({ gaps }: { gaps: Gaps }) {
  const { model } = useParams({ from: "/app/m/$model" });
  return (
    <>
      <Link
        className={classes.title}
        to="/m/$model/threats"
        params={{ model }}
        search={((current: object) => gapsOf(current, gaps)) as never}
        tabIndex={-1}
      >
        {gaps.subject.name}: {gaps.count} hardening gaps
      </Link>
      <span className={classes.gaps}>{gapsText(gaps.rules)}</span>
    </>
  );
}

/** The search parameters under which the list shows the gaps of a component one by one. */
export function gapsOf(current: object, gaps: Gaps): object {
  return { ...current, page: undefined, hardening_of: gaps.subject.uid };
}

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
