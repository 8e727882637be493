/** Finds threats that a mitigation does not treat yet, and attaches them one by one. */
import { Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Mitigation } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { attachMitigation } from "./actions/linkThreat";
import classes from "./attach.module.css";
import { threatsFoundQuery } from "./queries";

const PAUSE_MS = 200;

interface AttachThreatsProps {
  mitigation: Mitigation;
  onClose: () => void;
}

export default function AttachThreats({ mitigation, onClose }: AttachThreatsProps) {
  const { id } = useModel();
  const { number, version } = mitigation;
  const step = useUndoableMutation(attachMitigation, id);
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), PAUSE_MS);
  const { data, error, refetch } = useQuery(threatsFoundQuery(id, search));
  const treats = mitigation.threats.map((one) => one.number);
  const found = data?.results.filter((threat) => !treats.includes(threat.number));
  return (
    <Modal opened onClose={onClose} title={`Attach threats to M${number}`}>
      <TextInput
        data-autofocus
        aria-label="Search threats"
        placeholder="Search title, element or number"
        leftSection={<IconSearch size={15} aria-hidden="true" />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {!found && error && (
        <ErrorState error={error} onRetry={() => void refetch()} size="compact" />
      )}
      {!found && !error && <Skeleton height={120} mt="sm" />}
      {found?.length === 0 && <EmptyState size="compact" title="Nothing matches" />}
      <ul className={classes.list}>
        {found?.map((threat) => (
          <li key={threat.number}>
            <button
              type="button"
              className={classes.option}
              disabled={step.isPending}
              onClick={() => step.mutate({ number, version, threat: threat.number, treats })}
            >
              <SeverityIcon severity={threat.severity} size={11} />
              <span className={classes.number}>T{threat.number}</span>
              <span className={classes.title}>{threat.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
