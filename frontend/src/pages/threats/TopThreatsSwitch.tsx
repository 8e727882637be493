/** Shows only the threats that matter most, as many as the team looks at; the others are folded, never hidden. */
import { Button } from "@mantine/core";
import { IconFlame } from "@tabler/icons-react";
import type { ThreatList } from "@/api/types";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./threats.module.css";

export function TopThreatsSwitch({ budget }: { budget: number | undefined }) {
  const [search, setSearch] = useSearchParams();
  if (budget === undefined) return null;
  const pressed = Boolean(search.top);
  return (
    <Button
      variant="default"
      className={classes.grouped}
      data-active={pressed}
      aria-pressed={pressed}
      leftSection={<IconFlame size={15} aria-hidden="true" />}
      title="Open threats with the highest scores, which include how attackers reach them"
      onClick={() =>
        setSearch((now) => ({ ...now, page: undefined, top: pressed ? undefined : "1" }))
      }
    >
      <span className={classes.words}>The {budget} that matter most</span>
      <span className={classes.fewWords}>Top {budget}</span>
    </Button>
  );
}

/** How much is folded, and the way to it. */
export function FoldedRest({ list, shown }: { list: ThreatList; shown: number }) {
  const [, setSearch] = useSearchParams();
  const rest = list.count - shown;
  if (rest <= 0) return null;
  const grouped = list.count < list.threat_count;
  return (
    <div className={classes.rest}>
      {rest.toLocaleString("en-US")} more {grouped ? "groups" : "threats"} are folded.
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => setSearch((now) => ({ ...now, top: undefined }))}
      >
        Show all
      </Button>
    </div>
  );
}
