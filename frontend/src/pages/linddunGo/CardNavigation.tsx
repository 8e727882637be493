/** The way to the next card: it counts as discussed, or is skipped; and back to the one before. */
import { Button } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import type { PrivacySession, SessionMove } from "@/api/types";
import { useModel } from "@/session/useModel";
import { useShortcut } from "@/ui/useShortcut";
import classes from "./linddunGo.module.css";
import type { PlayedCard } from "./session";
import { moveSession } from "./sessionApiCalls";
import { useSessionMutation } from "./useSessionMutation";

interface CardMovesProps {
  session: PrivacySession;
  card: PlayedCard;
}

export function CardNavigation({ session, card }: CardMovesProps) {
  const { canEdit } = useModel();
  const move = useSessionMutation(moveSession);
  const inTurn = card.place === session.position;
  const isFirst = session.position === 0;
  const active = canEdit && inTurn && !move.isPending;
  const go = (to: SessionMove) => () => move.mutate({ session, move: to });
  const group = "LINDDUN GO";
  useShortcut({ keys: "n", label: "Next card", group, run: go("next") }, active);
  useShortcut({ keys: "s", label: "Skip the card", group, run: go("skip") }, active);
  useShortcut({ keys: "b", label: "Back one card", group, run: go("back") }, active && !isFirst);
  if (!canEdit || !inTurn) return null;
  return (
    <div className={classes.moves}>
      <Button
        variant="subtle"
        leftSection={<IconArrowLeft size={15} aria-hidden="true" />}
        disabled={isFirst || move.isPending}
        onClick={go("back")}
      >
        <span className={classes.narrowHidden}>Back</span>
      </Button>
      <Button variant="default" disabled={move.isPending} onClick={go("skip")}>
        Skip
      </Button>
      <Button
        rightSection={<IconArrowRight size={15} aria-hidden="true" />}
        loading={move.isPending}
        onClick={go("next")}
      >
        Next card
      </Button>
    </div>
  );
}
