/** Saves threats as CSV: those that are selected, or all that the list finds. */
import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ThreatSelection } from "@/api/types";
import { useModel } from "@/session/useModel";
import { fileWords, saveFile } from "@/ui/saveFile";
import { toast } from "@/ui/toast";

export function useThreatExport() {
  const { id, row } = useModel();
  return useMutation({
    mutationFn: (selection: ThreatSelection) =>
      unwrap(
        api.POST("/api/models/{model}/threats/export/", {
          params: { path: { model: id } },
          body: selection,
          parseAs: "blob",
        }),
      ),
    onSuccess: (content) => saveFile(fileName(row?.name ?? "", new Date()), content),
    onError: toast.error,
  });
}

function fileName(model: string, now: Date): string {
  return `threats-${fileWords(model)}-${now.toISOString().slice(0, 10)}.csv`;
}
