/** The groups of questions, walked with the arrow keys or J and K. What is answered stays in its place. */
import { Kbd } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo } from "react";
import { catalogueQuery } from "@/api/queries";
import type { QuestionGroup } from "@/api/types";
import classes from "@/entities/questions/questions.module.css";
import { groupSize } from "@/model/labels/questionGroups";
import { useModel } from "@/session/useModel";
import { useStableOrder } from "@/ui/useStableOrder";
import { GroupRow, stepTo } from "./GroupRow";

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

interface GroupListProps {
  groups: readonly QuestionGroup[];
  /** What narrows the list. */
  search: string;
}

export function GroupList({ groups, search }: GroupListProps) {
  const { canEdit } = useModel();
  const catalogue = useQuery(catalogueQuery()).data;
  const kinds = useMemo(
    () => new Map(catalogue?.kinds.map((kind) => [kind.id as string, kind])),
    [catalogue],
  );
  const kept = useStableOrder(groups, keyOf);
  return (
    <>
      <ul className={classes.list} onKeyDown={onKeyDown}>
        {kept.map(({ row: group, gone }) => (
          <GroupRow
            key={keyOf(group)}
            group={group}
            answered={gone}
            size={groupSize(group, kinds)}
            search={search}
          />
        ))}
      </ul>
      {canEdit && (
        <p className={classes.keys}>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> move, <Kbd>Y</Kbd> <Kbd>N</Kbd> answer, <Kbd>Enter</Kbd> opens
        </p>
      )}
    </>
  );
}

function keyOf({ kind, fact }: QuestionGroup): string {
  return `${kind} ${fact}`;
}

function onKeyDown(event: KeyboardEvent): void {
  const by = STEPS[event.key];
  const row = event.target as HTMLElement;
  if (!by || row.dataset.group === undefined) return;
  event.preventDefault();
  stepTo(row, by);
}
