/** Chooses an existing mitigation to treat one more threat. */
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Mitigation, ThreatDetail } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { attachMitigation } from "./actions/linkThreat";
import classes from "./attach.module.css";
import { mitigationsQuery } from "./queries";

interface AttachFormProps {
  threat: Pick<ThreatDetail, "number" | "mitigations">;
  onDone: () => void;
}

const PAUSE_MS = 200;
const SHOWN = 50;

export function AttachForm({ threat, onDone }: AttachFormProps) {
  const { id } = useModel();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, PAUSE_MS);
  const query = useQuery(mitigationsQuery(id, { page_size: SHOWN, ...(search && { search }) }));
  const step = useUndoableMutation(attachMitigation, id);
  const attached = new Set(threat.mitigations.map((one) => one.number));
  const found = query.data?.results.filter((one) => !attached.has(one.number)) ?? [];
  const attach = ({ number, threats }: Mitigation): void =>
    step.mutate(
      { number, threat: threat.number, treats: threats.map((one) => one.number) },
      { onSuccess: onDone },
    );
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
              <button type="button" className={classes.option} onClick={() => attach(mitigation)}>
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
