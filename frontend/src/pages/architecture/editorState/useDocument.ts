/** The document that the editor shows and changes: its snapshot, what waits, who is here, and the ways back. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { canvasThreatsQuery } from "@/api/architectureQueries";
import { catalogueQuery } from "@/api/queries";
import type { DocumentSession } from "@/collab/documentSession";
import type { PresenceStore } from "@/collab/presence";
import type { Participant, Peer, Presence } from "@/collab/protocol";
import type { SaveProgress } from "@/collab/transport";
import { useLive } from "@/entities/live/LiveProvider";
import { type Kinds, kindsFrom } from "@/model/graph/elementKinds";
import type { Op } from "@/model/graph/ops";
import { termsOf } from "@/model/graph/optimisticApply";
import type { Snapshot } from "@/model/graph/snapshot";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";

export type { Peer } from "@/collab/protocol";
export type { Op } from "@/model/graph/ops";

export interface Document {
  /** What is confirmed with own changes laid over it; elements and flows keep their identity while untouched. */
  snapshot: Snapshot;
  kinds: Kinds;
  canEdit: boolean;
  /** Change it at once; one step to take back, named `label` ("Move api"). */
  apply: (ops: readonly Op[], label: string) => void;
  /** Remember a batch that the server made for this person, such as a layout, as a step to take back. */
  recordBatch: (batch: string, label: string) => void;
  undo: () => void;
  redo: () => void;
  /** What undo would take back; null: nothing. */
  undoLabel: string | null;
  redoLabel: string | null;
  saving: SaveProgress;
  /** Everybody else who has the model open; their cursors and views move without a new list (`presence`). */
  peers: readonly Peer[];
  presence: PresenceStore;
  me: Participant | null;
  /** Show others what one does; at most 20 times a second leave the browser. */
  show: (presence: Partial<Presence>) => void;
}

export interface DocumentQuery {
  /** Null until it was read. */
  document: Document | null;
  error: unknown;
  retry: () => void;
}

export function useDocument(): DocumentQuery {
  const live = useLive();
  if (!live) throw new Error("The editor is shown outside a model");
  const { session } = live;
  const { id, role } = useModel();
  const catalogue = useQuery(catalogueQuery());
  const view = useSyncExternalStore(session?.watch ?? watchNothing, session?.view ?? seeNothing);
  const presence = session?.presence;
  const peers = useSyncExternalStore(presence?.watch ?? watchNothing, presence?.peers ?? seeNobody);
  const kinds = useMemo(
    () => kindsFrom(catalogue.data?.kinds ?? [], catalogue.data),
    [catalogue.data],
  );
  useEffect(() => {
    if (catalogue.data) session?.open(termsOf(catalogue.data.kinds));
  }, [session, catalogue.data]);

  // Under the model's key: an analysis and a decision about a threat both make it be read again.
  const marks = useQuery({ ...canvasThreatsQuery(id), enabled: Boolean(view?.snapshot) }).data;
  useEffect(() => {
    if (marks) session?.setThreatBadges(marks);
  }, [session, marks]);

  const document = useMemo((): Document | null => {
    if (!session || !view?.snapshot) return null;
    const { snapshot, me, undoLabel, redoLabel, saving } = view;
    const canEdit = hasRole(view.role ?? role, "editor");
    const shown = { snapshot, kinds, canEdit, me, undoLabel, redoLabel, saving };
    return { ...shown, peers, ...waysOf(session) };
  }, [view, kinds, role, session, peers]);
  const retry = (): void => {
    void catalogue.refetch();
    session?.reload();
  };
  return { document, error: view?.error ?? catalogue.error, retry };
}

const watchNothing = (): (() => void) => () => undefined;
const seeNothing = (): null => null;
const NOBODY: readonly Peer[] = [];
const seeNobody = (): readonly Peer[] => NOBODY;

type Ways = Pick<Document, "apply" | "recordBatch" | "undo" | "redo" | "presence" | "show">;

function waysOf({ apply, recordBatch, undo, redo, presence }: DocumentSession): Ways {
  return { apply, recordBatch, undo, redo, presence, show: presence.show };
}
