/** The links, notes and files that people put with a mitigation, and how more are added. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconFile, IconLink, IconNote, IconTrash, type TablerIcon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Mitigation, MitigationEvidence } from "@/api/types";
import { formatBytes } from "@/entities/imports/importFiles";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { AddEvidence } from "./AddEvidence";
import classes from "./evidence.module.css";
import { contentAddress, removeEvidence } from "./evidenceActions";
import { evidenceQuery } from "./queries";

const ICONS: Readonly<Record<MitigationEvidence["kind"], TablerIcon>> = {
  link: IconLink,
  note: IconNote,
  file: IconFile,
};

export function EvidenceList({ mitigation }: { mitigation: Mitigation }) {
  const { id, canEdit } = useModel();
  const rows = useQuery(evidenceQuery(id, mitigation.number)).data ?? [];
  return (
    <>
      {rows.length > 0 && (
        <ul className={classes.list}>
          {rows.map((evidence) => (
            <Row key={evidence.id} evidence={evidence} />
          ))}
        </ul>
      )}
      {rows.length === 0 && !canEdit && <p className={classes.none}>No links, notes or files.</p>}
      {canEdit && <AddEvidence number={mitigation.number} />}
    </>
  );
}

function Row({ evidence }: { evidence: MitigationEvidence }) {
  const { canEdit } = useModel();
  const { kind, text, size_bytes: size, added_by: person, added_at: at } = evidence;
  const Icon = ICONS[kind];
  return (
    <li className={classes.row}>
      <Icon className={classes.icon} size={15} aria-hidden="true" />
      <div className={classes.words}>
        <Title evidence={evidence} />
        {kind === "note" && text !== evidence.title && <p className={classes.text}>{text}</p>}
        <p className={classes.meta}>
          {kind === "file" && `${formatBytes(size)}, `}
          {person ? person.name || person.email : "a former member"}, <RelativeTime at={at} />
        </p>
      </div>
      {canEdit && <Remove evidence={evidence} />}
    </li>
  );
}

function Title({ evidence: { id: key, kind, title, url } }: { evidence: MitigationEvidence }) {
  const { id } = useModel();
  if (kind === "note") return <span className={classes.title}>{title}</span>;
  if (kind === "file")
    return (
      <a className={classes.link} href={contentAddress(id, key)} download={title}>
        {title}
      </a>
    );
  return (
    <a className={classes.link} href={url} target="_blank" rel="noopener noreferrer" title={url}>
      {title}
    </a>
  );
}

function Remove({ evidence: { id: key, title } }: { evidence: MitigationEvidence }) {
  const { id } = useModel();
  const step = useUndoableMutation(removeEvidence, id);
  return (
    <Tooltip label="Remove">
      <ActionIcon
        size={24}
        aria-label={`Remove ${title}`}
        loading={step.isPending}
        onClick={() => step.mutate({ id: key, title })}
      >
        <IconTrash size={14} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
