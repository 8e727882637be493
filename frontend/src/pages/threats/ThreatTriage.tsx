/** Who deals with the threat until when, and how it is marked; each is changed in place or by its key. */
import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { SeenThreats, ThreatDetail } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { DueCounter } from "@/entities/threats/DueCounter";
import { threatsQuery } from "@/entities/threats/queries";
import { TriageMarks } from "@/entities/threats/TriageMarks";
import { LazyTriageDialog } from "@/entities/threats/triage/LazyTriageDialog";
import type { TriageMode } from "@/entities/threats/triage/triageModes";
import { type Triage, useTriage } from "@/entities/threats/triage/useTriage";
import { useTriageKeys } from "@/entities/threats/triage/useTriageKeys";
import { useModel } from "@/session/useModel";
import { AsidePart } from "@/ui/Aside";
import classes from "./threat.module.css";

/** What can be done with the threat, for its page: by its parts, its keys and its status. */
export function useThreatTriage({ number, certainty, severity }: ThreatDetail): Triage {
  const { canEdit } = useModel();
  const seenThreats = useSeenThreats();
  const selection = { all: false, numbers: [number], filter: null };
  const triage = useTriage(async () => {
    const seen = await seenThreats();
    return { selection, seen, count: 1, severity, label: `T${number}` };
  });
  useTriageKeys(triage, canEdit && certainty === "found");
  return triage;
}

interface ThreatTriageProps {
  threat: ThreatDetail;
  triage: Triage;
}

export function ThreatTriage({ threat, triage }: ThreatTriageProps) {
  const { id, canEdit } = useModel();
  const { number } = threat;
  const repeats = useQuery(threatsQuery(id, { duplicate_of: number, certainty: [] })).data?.results;
  const part = { triage, canEdit };
  return (
    <>
      <TriagePart title="Owner" mode="assign" {...part}>
        {threat.owner ? <PersonAvatar person={threat.owner} size={20} withName /> : "No owner"}
      </TriagePart>
      <TriagePart title="Due" mode="due" {...part}>
        {threat.due ? <DueCounter threat={threat} /> : "No date"}
      </TriagePart>
      <TriagePart title="Tags" mode="tags" {...part}>
        {threat.tags.length > 0 ? (
          <TriageMarks threat={{ tags: threat.tags, duplicate_of: null, waiting: null }} />
        ) : (
          "No tags"
        )}
      </TriagePart>
      <TriagePart title="Duplicate of" mode="duplicate" {...part}>
        {threat.duplicate_of === null ? "No other threat" : `T${threat.duplicate_of}`}
      </TriagePart>
      {repeats && repeats.length > 0 && (
        <AsidePart title="Duplicates">
          {repeats.map((one) => (
            <Link
              key={one.number}
              className={classes.duplicate}
              to="/m/$model/threats/$number"
              params={{ model: id, number: String(one.number) }}
              title={one.title}
            >
              T{one.number}
            </Link>
          ))}
        </AsidePart>
      )}
      {canEdit && <LazyTriageDialog triage={triage} />}
    </>
  );
}

/** Up to where the person has seen the threats: read with the page; a change that begins before waits for it. */
function useSeenThreats(): () => Promise<SeenThreats> {
  const { id } = useModel();
  const client = useQueryClient();
  const query = threatsQuery(id, { ordering: "-number", page_size: 1 });
  useQuery(query);
  return async () => (await client.ensureQueryData(query)).seen;
}

interface TriagePartProps {
  title: string;
  mode: TriageMode;
  triage: Triage;
  canEdit: boolean;
  children: ReactNode;
}

function TriagePart({ title, mode, triage, canEdit, children }: TriagePartProps) {
  return (
    <AsidePart title={title}>
      {canEdit ? (
        <UnstyledButton className={classes.triage} onClick={() => triage.start(mode)}>
          <VisuallyHidden>{title}: </VisuallyHidden>
          {children}
        </UnstyledButton>
      ) : (
        children
      )}
    </AsidePart>
  );
}
