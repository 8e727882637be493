/** Changes one mitigation in place; where another person was faster, both versions are shown. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense, useState } from "react";
import { ApiError } from "@/api/errors";
import type { Mitigation } from "@/api/types";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { type Changeable, changeMitigation, changeOf } from "./actions/changeMitigation";
import type { MitigationChange } from "./actions/mitigationChanges";
import { mitigationQuery } from "./queries";

const MitigationConflictDialog = lazyWithRetry(() => import("./MitigationConflictDialog"));

interface InPlaceChange {
  change: (change: MitigationChange) => void;
  isPending: boolean;
  /** The dialog of both versions, while there are two. */
  conflict: ReactNode;
}

interface Conflict {
  change: MitigationChange;
  /** What the other person made of it. */
  current: Mitigation;
}

export function useMitigationChange(mitigation: Changeable, onDone?: () => void): InPlaceChange {
  const { id } = useModel();
  const client = useQueryClient();
  const step = useUndoableMutation(changeMitigation, id);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const save = (base: Changeable, change: MitigationChange): void =>
    step.mutate(changeOf(base, change), {
      onSuccess: () => {
        setConflict(null);
        onDone?.();
      },
      onError: (error) => void onError(error, change),
    });
  const onError = async (error: Error, change: MitigationChange): Promise<void> => {
    if (!(error instanceof ApiError) || error.status !== 409) return;
    const query = mitigationQuery(id, mitigation.number);
    setConflict({ change, current: await client.fetchQuery({ ...query, staleTime: 0 }) });
  };
  const dialog = conflict && (
    <Suspense>
      <MitigationConflictDialog
        {...conflict}
        pending={step.isPending}
        onSave={() => save(conflict.current, conflict.change)}
        onTakeTheirs={() => {
          setConflict(null);
          onDone?.();
        }}
        onClose={() => setConflict(null)}
      />
    </Suspense>
  );
  return {
    change: (change) => save(mitigation, change),
    isPending: step.isPending,
    conflict: dialog,
  };
}
