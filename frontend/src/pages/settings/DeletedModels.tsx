/** Deleted models of the team: owners restore them, or delete them permanently. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { deletedModelsQuery, keys } from "@/api/queries";
import { restoreModel } from "@/api/restoreModel";
import type { DeletedModel } from "@/api/types";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { exactTime } from "@/ui/time";
import { toast } from "@/ui/toast";

const EraseModelDialog = lazyWithRetry(() => import("./EraseModelDialog"));

export function DeletedModels({ team, owner }: { team: string; owner: boolean }) {
  const query = useQuery(deletedModelsQuery(team));
  const models = query.data?.results ?? [];
  return (
    <Section
      title="Deleted models"
      description={
        owner
          ? "Only owners can restore them or delete them permanently."
          : "Only owners can restore them."
      }
      flush={models.length > 0}
    >
      {query.error && <ErrorState error={query.error} size="compact" />}
      {query.data && models.length === 0 && (
        <span className={classes.muted}>No deleted models.</span>
      )}
      {models.map((model) => (
        <DeletedRow key={model.id} team={team} model={model} owner={owner} />
      ))}
    </Section>
  );
}

interface DeletedRowProps {
  team: string;
  model: DeletedModel;
  owner: boolean;
}

function DeletedRow({ team, model, owner }: DeletedRowProps) {
  const client = useQueryClient();
  const [erasing, setErasing] = useState(false);
  const restore = useMutation({
    mutationFn: () => restoreModel(team, model.id),
    onSuccess: () => toast.success(`${model.name} was restored.`),
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: keys.team(team) }),
  });
  return (
    <div className={classes.row}>
      <span className={classes.rowMain}>
        {model.name}
        <span className={classes.detail}>
          Deleted <RelativeTime at={model.deleted_at} />
          {model.deleted_by && ` by ${model.deleted_by}`}; can be restored until{" "}
          <span className={classes.whole}>{exactTime(new Date(model.kept_until))}</span>
        </span>
      </span>
      {owner && (
        <span className={classes.buttons}>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`Restore ${model.name}`}
            loading={restore.isPending}
            onClick={() => restore.mutate()}
          >
            Restore
          </Button>
          <Button
            variant="subtle"
            color="danger"
            size="compact-sm"
            aria-label={`Delete permanently: ${model.name}`}
            onClick={() => setErasing(true)}
          >
            Delete permanently
          </Button>
        </span>
      )}
      <Suspense>
        {erasing && (
          <EraseModelDialog team={team} model={model} onClose={() => setErasing(false)} />
        )}
      </Suspense>
    </div>
  );
}
