/** A goal without paths to follow. */
import { Button } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { AttackGoal } from "@/api/types";
import { TAKEN } from "@/model/labels/attackPaths";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";

/** Why there is nothing to follow: the goal comes with a takeover, the model has changed, or there are none. */
export function NoPath({ goal }: { goal: AttackGoal }) {
  const { id } = useModel();
  const icon = <IconRoute size={20} />;
  const [takeover] = goal.follows_from;
  if (takeover) {
    const name = takeover.element.name;
    return (
      <EmptyState
        icon={icon}
        title={`Whoever ${TAKEN[takeover.level]} ${name} has this too`}
        action={
          <Button component={Link} to={`/m/${id}/attack-paths/${takeover.key}`}>
            Show the paths to {name}
          </Button>
        }
      >
        Paths end at that takeover, and none leads here without it. Exposure includes it.
      </EmptyState>
    );
  }
  if (goal.paths > 0) {
    return (
      <EmptyState icon={icon} title="These paths are no longer found">
        The model has changed since attack paths were computed. The new result follows shortly.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title="No path leads here">
      No attacker of this model gets to it, not even by unknown facts.
    </EmptyState>
  );
}
