/** Finds an existing mitigation of the model and chooses it. */
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Mitigation, MitigationStatus } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import classes from "./attach.module.css";
import { mitigationsQuery } from "./queries";

interface MitigationSearchProps {
  /** Numbers of those that cannot be chosen. */
  without?: ReadonlySet<number>;
  /** Only those with one of these statuses are found. */
  statuses?: readonly MitigationStatus[];
  onChoose: (mitigation: Mitigation) => void;
}

const PAUSE_MS = 200;
const SHOWN = 50;
const NONE: ReadonlySet<number> = new Set();

export function MitigationSearch({ without = NONE, statuses, onChoose }: MitigationSearchProps) {
  const { id } = useModel();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, PAUSE_MS);
  const query = useQuery(
    mitigationsQuery(id, {
      page_size: SHOWN,
      ...(search && { search }),
      ...(statuses && { status: [...statuses] }),
    }),
  );
  const found = query.data?.results.filter((one) => !without.has(one.number)) ?? [];
  return (
    <>
      <TextInput
        data-autofocus
        aria-label="Search mitigations"
        placeholder="Search mitigations"
        leftSection={<IconSearch size={15} aria-hidden="true" />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {query.data && found.length === 0 ? (
        <EmptyState size="compact" title={search ? "Nothing matches" : "No other mitigation yet"} />
      ) : (
        <ul className={classes.list}>
          {found.map((mitigation) => (
            <li key={mitigation.number}>
              <button type="button" className={classes.option} onClick={() => onChoose(mitigation)}>
                <span className={classes.number}>M{mitigation.number}</span>
                <span className={classes.title}>{mitigation.title}</span>
                <StatusBadge status={mitigation.status} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
