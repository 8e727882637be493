/** Saves threats as a file: those that are selected, or all that the list finds. */
import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ThreatFile, ThreatSelection } from "@/api/types";
import { useModel } from "@/session/useModel";
import { fileWords, saveFile } from "@/ui/saveFile";
import { toast } from "@/ui/toast";

interface ThreatExport {
  type: ThreatFile;
  selection: ThreatSelection;
}

export function useThreatExport() {
  const { id, row } = useModel();
  return useMutation({
    mutationFn: ({ type, selection }: ThreatExport) =>
      unwrap(
        api.POST("/api/models/{model}/threats/export/", {
          params: { path: { model: id }, query: { type } },
          body: selection,
          parseAs: "blob",
        }),
      ),
    onSuccess: (content, { type }) =>
      saveFile(`${fileName(row?.name ?? "", new Date())}.${type}`, content as Blob),
    onError: toast.error,
  });
}

function fileName(model: string, now: Date): string {
  return `threats-${fileWords(model)}-${now.toISOString().slice(0, 10)}`;
}
