/** The seven stages: how far each is, who answers for it, and which went stale. */
import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Stage, StageOutline } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { useModel } from "@/session/useModel";
import { useSearchParams } from "@/ui/useSearchParams";
import { useShortcut } from "@/ui/useShortcut";
import classes from "./rail.module.css";
import { StageProgressRing } from "./StageProgressRing";
import { STAGE_STATUSES } from "./stageStatuses";

interface StageRailProps {
  outlines: readonly StageOutline[];
  /** Absent while they are computed. */
  stages: readonly Stage[] | undefined;
  open: number;
  /** Whether they could not be computed. */
  failed: boolean;
}

export function StageRail({ outlines, stages, open, failed }: StageRailProps) {
  const [, setAddress] = useSearchParams();
  const show = (number: number): void => {
    if (outlines.some((one) => one.number === number)) setAddress({ stage: String(number) });
  };
  useShortcut({ keys: "j", label: "Next stage", group: "PASTA", run: () => show(open + 1) });
  useShortcut({ keys: "k", label: "Previous stage", group: "PASTA", run: () => show(open - 1) });
  return (
    <nav className={classes.rail} aria-label="Stages">
      <ol className={classes.list}>
        {outlines.map((outline) => (
          <li key={outline.number}>
            <RailLink
              outline={outline}
              stage={stages?.find((one) => one.number === outline.number)}
              open={outline.number === open}
              failed={failed}
            />
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface RailLinkProps {
  outline: StageOutline;
  stage: Stage | undefined;
  open: boolean;
  failed: boolean;
}

function RailLink({ outline, stage, open, failed }: RailLinkProps) {
  const { id } = useModel();
  const { number, name } = outline;
  const owner = stage ? stage.owner : outline.owner;
  const share = stage && stage.checks_count > 0 ? stage.met / stage.checks_count : 0;
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
      <StageProgressRing number={number} status={stage?.status ?? "not-started"} share={share} />
      <span className={classes.words}>
        <span className={classes.name}>
          <VisuallyHidden>Stage {number}: </VisuallyHidden>
          {name}
        </span>
        {stage ? (
          <RailState stage={stage} />
        ) : (
          <span className={classes.state}>{failed ? "Not computed" : "Computing…"}</span>
        )}
      </span>
      {owner && <PersonAvatar person={owner} size={20} />}
    </Link>
  );
}

function RailState({ stage }: { stage: Stage }) {
  const { label, tone } = STAGE_STATUSES[stage.status];
  return (
    <span className={classes.state} data-tone={tone}>
      {label}
      <span className={classes.count}>
        {stage.met}/{stage.checks_count}
        <VisuallyHidden> checks met</VisuallyHidden>
      </span>
    </span>
  );
}
