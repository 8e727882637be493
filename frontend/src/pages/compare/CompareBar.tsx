/** Which two states are compared, and in figures what differs. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import type { Comparison } from "@/api/types";
import { DiffSign } from "@/entities/history/DiffSign";
import type { StatePair } from "@/entities/history/queries";
import { MARKS, totals } from "@/model/labels/architectureDifferences";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "./compare.module.css";
import { StatePicker } from "./StatePicker";

interface CompareBarProps {
  states: StatePair;
  onChange: (states: StatePair) => void;
  comparison: Comparison | undefined;
}

export function CompareBar({ states, onChange, comparison }: CompareBarProps) {
  const { before, after } = states;
  return (
    <div className={classes.bar}>
      <div className={classes.states}>
        <div className={classes.state}>
          <StatePicker
            label="From"
            value={before}
            onChange={(name) => onChange({ before: name, after })}
          />
          {comparison && <When at={comparison.before.at} seq={comparison.before.seq} />}
        </div>
        <Tooltip label="Swap">
          <ActionIcon
            className={classes.swap}
            variant="default"
            size="lg"
            aria-label="Swap the two states"
            onClick={() => onChange({ before: after, after: before })}
          >
            <IconArrowsExchange size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
        <div className={classes.state}>
          <StatePicker
            label="To"
            value={after}
            onChange={(name) => onChange({ before, after: name })}
          />
          {comparison && <When at={comparison.after.at} seq={comparison.after.seq} />}
        </div>
      </div>
      {comparison && <Figures comparison={comparison} />}
    </div>
  );
}

function When({ at, seq }: { at: string; seq: number }) {
  return (
    <p className={classes.when}>
      Change {seq}, <RelativeTime at={at} />
    </p>
  );
}

function Figures({ comparison: { counts } }: { comparison: Comparison }) {
  const found = totals(counts);
  const links = counts.relation.added + counts.relation.removed;
  return (
    <dl className={classes.figures}>
      {MARKS.map((mark) => (
        <div key={mark} className={classes.figure} data-none={found[mark] === 0 || undefined}>
          <dt>
            <DiffSign mark={mark} hidden /> {mark}
          </dt>
          <dd>{found[mark].toLocaleString("en-US")}</dd>
        </div>
      ))}
      <div className={classes.figure} data-none={links === 0 || undefined}>
        <dt>relations</dt>
        <dd>{links.toLocaleString("en-US")}</dd>
      </div>
    </dl>
  );
}
