/** The groups of questions, walked with the arrow keys or J and K. */
import { Kbd } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo } from "react";
import { catalogueQuery } from "../api/queries";
import type { QuestionGroup } from "../api/types";
import { useModel } from "../ui/useModel";
import { GroupRow, stepTo } from "./GroupRow";
import { groupSize } from "./groups";
import classes from "./questions.module.css";

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
  return (
    <>
      <ul className={classes.list} onKeyDown={onKeyDown}>
        {groups.map((group) => (
          <GroupRow
            key={`${group.kind} ${group.fact}`}
            group={group}
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

function onKeyDown(event: KeyboardEvent): void {
  const by = STEPS[event.key];
  const row = event.target as HTMLElement;
  if (!by || row.dataset.group === undefined) return;
  event.preventDefault();
  stepTo(row, by);
}
