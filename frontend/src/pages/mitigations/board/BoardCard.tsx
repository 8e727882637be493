/** A mitigation on the board: dragged to another column, or moved there with Shift and an arrow key. */
import { UnstyledButton } from "@mantine/core";
import { IconAlertCircle, IconFileAlert } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import type { MitigationCard, MitigationStatus } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { useStatusChange } from "@/entities/mitigations/useStatusChange";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { SEVERITY_LABELS } from "@/model/graph/severity";
import { threatCount } from "@/model/labels/acceptances";
import { calendarDay } from "@/ui/time";
import classes from "./board.module.css";
import { nextStatus } from "./boardColumns";
import { useBoardMoves } from "./useBoardMoves";

interface BoardCardProps {
  card: MitigationCard;
  isApprover: boolean;
  canEdit: boolean;
  onOpen: (number: number) => void;
}

export function BoardCard({ card, isApprover, canEdit, onOpen }: BoardCardProps) {
  const { set, dialogs } = useStatusChange(card);
  const moves = useBoardMoves();
  const button = useRef<HTMLButtonElement>(null);
  const { number, status } = card;
  useLayoutEffect(() => {
    if (moves.takeFocus(number)) button.current?.focus();
  }, [moves, number]);
  const move = (to: MitigationStatus): void => {
    moves.keepFocus(to === "verified" ? null : number);
    set(to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!canEdit || !event.shiftKey || !/^Arrow(Left|Right)$/.test(event.key)) return;
    event.preventDefault();
    const to = nextStatus(status, event.key === "ArrowLeft" ? -1 : 1, isApprover);
    if (to) move(to);
  };
  const movable = canEdit && (status !== "verified" || isApprover);
  return (
    <li>
      <UnstyledButton
        ref={button}
        className={classes.card}
        draggable={movable}
        aria-describedby={movable ? "board-keys" : undefined}
        onClick={() => onOpen(number)}
        onKeyDown={onKeyDown}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", `M${number}`);
          moves.start({ number, status, move });
        }}
        onDragEnd={() => moves.end()}
      >
        <CardBody card={card} />
      </UnstyledButton>
      {dialogs}
    </li>
  );
}

function CardBody({ card }: { card: MitigationCard }) {
  const { number, title, owner, due, overdue, effort, tags, worst, contradicted } = card;
  return (
    <>
      <span className={classes.top}>
        <span className={classes.number}>M{number}</span>
        {effort && <span className={classes.tag}>{effort}</span>}
        {tags.map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
      </span>
      <span className={classes.title}>{title}</span>
      {contradicted && (
        <Mark icon={<IconFileAlert size={13} aria-hidden="true" />}>Still in the files</Mark>
      )}
      <span className={classes.bottom}>
        {worst && (
          <span className={classes.threats} title={`Highest: ${SEVERITY_LABELS[worst]}`}>
            <SeverityIcon severity={worst} size={10} />
            {threatCount(card.threat_count)}
          </span>
        )}
        {due && (
          <span className={classes.due} data-overdue={overdue}>
            {overdue && <IconAlertCircle size={13} aria-label="Overdue" />}
            {calendarDay(due)}
          </span>
        )}
        {owner && (
          <span className={classes.owner}>
            <PersonAvatar person={owner} size={20} />
          </span>
        )}
      </span>
    </>
  );
}

function Mark({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.mark}>
      {icon}
      {children}
    </span>
  );
}
