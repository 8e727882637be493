/** Saves the patches of all critical and high threats of the model as one archive. */
import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useModel } from "@/session/useModel";
import { fileWords, saveFile } from "@/ui/saveFile";
import { toast } from "@/ui/toast";

export function usePatchExport() {
  const { id, row } = useModel();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.GET("/api/models/{model}/patches/", {
          params: { path: { model: id } },
          parseAs: "blob",
        }),
      ),
    onSuccess: (content) =>
      saveFile(`patches-${fileWords(row?.name ?? "")}.zip`, content as unknown as Blob),
    onError: toast.error,
  });
}
