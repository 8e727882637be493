/** The seven stages: how far each is, who answers for it, and which went stale. */
import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Stage } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { useModel } from "@/session/useModel";
import { useSearchParams } from "@/ui/useSearchParams";
import { useShortcut } from "@/ui/useShortcut";
import classes from "./rail.module.css";
import { StageProgressRing } from "./StageProgressRing";
import { STAGE_STATUSES } from "./stageStatuses";

interface StageRailProps {
  stages: readonly Stage[];
  open: number;
}

export function StageRail({ stages, open }: StageRailProps) {
  const [, setAddress] = useSearchParams();
  const show = (number: number): void => {
    if (stages.some((stage) => stage.number === number)) setAddress({ stage: String(number) });
  };
  useShortcut({ keys: "j", label: "Next stage", group: "PASTA", run: () => show(open + 1) });
  useShortcut({ keys: "k", label: "Previous stage", group: "PASTA", run: () => show(open - 1) });
  return (
    <nav className={classes.rail} aria-label="Stages">
      <ol className={classes.list}>
        {stages.map((stage) => (
          <li key={stage.number}>
            <RailLink stage={stage} open={stage.number === open} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function RailLink({ stage, open }: { stage: Stage; open: boolean }) {
  const { id } = useModel();
  const { number, name, status, met, checks_count: count, owner } = stage;
  const label = STAGE_STATUSES[status].label;
  return (
    <Link
      className={classes.link}
      to="/m/$model/pasta"
      params={{ model: id }}
      search={{ stage: String(number) }}
      resetScroll={false}
      aria-current={open ? "page" : undefined}
      title={name}
    >
      <StageProgressRing number={number} status={status} share={count > 0 ? met / count : 0} />
      <span className={classes.words}>
        <span className={classes.name}>
          <VisuallyHidden>Stage {number}: </VisuallyHidden>
          {name}
        </span>
        <span className={classes.state} data-tone={STAGE_STATUSES[status].tone}>
          {label}
          <span className={classes.count}>
            {met}/{count}
            <VisuallyHidden> checks met</VisuallyHidden>
          </span>
        </span>
      </span>
      {owner && <PersonAvatar person={owner} size={20} />}
    </Link>
  );
}
