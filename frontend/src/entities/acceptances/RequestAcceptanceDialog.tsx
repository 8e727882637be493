/** Asks another person to accept the risk of threats: of some by number, of all that a filter finds, or once more. */
import { Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import type { Acceptance, AcceptanceOptions, AcceptanceRequest, Severity } from "@/api/types";
import { threatCount } from "@/model/labels/acceptances";
import { ErrorState } from "@/ui/ErrorState";
import { Modal } from "@/ui/Modal";
import { toast } from "@/ui/toast";
import { AcceptanceForm } from "./AcceptanceForm";
import { type AcceptanceDraft, bodyOf, draftOf, newDraft } from "./acceptanceDraft";
import { acceptanceOptionsQuery, refreshAcceptances } from "./queries";

/** Which threats: by their numbers, or all that the filter of the list finds. */
export type ThreatSelection =
  | { numbers: readonly number[] }
  | { filter: AcceptanceRequest["filter"]; count: number };

interface RequestAcceptanceDialogProps {
  model: string;
  onClose: () => void;
  /** The threats, or the acceptance that is to be extended. */
  selection?: ThreatSelection;
  extended?: Acceptance;
  /** Of the worst of the threats. */
  severity: Severity;
}

export default function RequestAcceptanceDialog(props: RequestAcceptanceDialogProps) {
  const { model, selection, extended, onClose } = props;
  const { data, error, refetch } = useQuery(acceptanceOptionsQuery(model));
  const title = extended ? `Extend A${extended.number}` : titleOf(selection);
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      {error && !data && <ErrorState error={error} size="compact" onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={320} />}
      {data && <NewRequest {...props} options={data} />}
    </Modal>
  );
}

function NewRequest(props: RequestAcceptanceDialogProps & { options: AcceptanceOptions }) {
  const { model, selection, extended, severity, options, onClose } = props;
  const client = useQueryClient();
  const [draft, setDraft] = useState<AcceptanceDraft>(() =>
    extended ? draftOf(extended, options.default_expires_on) : newDraft(options, severity),
  );
  const request = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/models/{model}/acceptances/", {
          params: { path: { model } },
          body: { ...bodyOf(draft), ...chosen(selection, extended) } as AcceptanceRequest,
        }),
      ),
    onSuccess: async ({ number, threat_count: count }) => {
      toast.success(`A${number} requested for ${threatCount(count)}`);
      onClose();
      await refreshAcceptances(client, [model]);
    },
  });
  return (
    <AcceptanceForm
      draft={draft}
      options={options}
      fault={request.error}
      pending={request.isPending}
      submit="Request acceptance"
      onChange={setDraft}
      onSubmit={() => request.mutate()}
      onCancel={onClose}
    />
  );
}

function titleOf(selection: ThreatSelection | undefined): string {
  if (!selection) return "Accept risk";
  if ("filter" in selection) return `Accept the risk of ${threatCount(selection.count)}`;
  const [only, ...more] = selection.numbers;
  return more.length > 0
    ? `Accept the risk of ${threatCount(selection.numbers.length)}`
    : `Accept the risk of T${only}`;
}

function chosen(selection: ThreatSelection | undefined, extended: Acceptance | undefined) {
  if (extended) return { extends: extended.number };
  return selection && "filter" in selection
    ? { filter: selection.filter }
    : { numbers: [...(selection?.numbers ?? [])] };
}
