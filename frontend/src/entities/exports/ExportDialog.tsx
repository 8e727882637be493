/** Exports a model in the format of another tool: what each is for, and what is not in the file. */
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "@/api/errors";
import { ErrorState } from "@/ui/ErrorState";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { fileWords, saveFile } from "@/ui/saveFile";
import { toast } from "@/ui/toast";
import { ExportPreview } from "./ExportPreview";
import classes from "./exports.module.css";
import { FormatCards } from "./FormatCards";
import { exportFormatsQuery, fetchExport } from "./queries";

interface ExportDialogProps {
  model: string;
  name: string;
  onClose: () => void;
}

export default function ExportDialog({ model, name, onClose }: ExportDialogProps) {
  const formats = useQuery(exportFormatsQuery(model));
  const [chosen, setChosen] = useState("");
  const format = formats.data?.formats.find((one) => one.id === chosen);
  const save = useMutation({
    mutationFn: (wanted: string) => fetchExport(model, wanted),
    onSuccess: (content) => {
      saveFile(`${fileWords(name)}${format?.ending ?? ""}`, content);
      toast.success(`Exported for ${format?.name ?? "another tool"}.`);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Export ${name}`} size="xl">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (format) save.mutate(format.id);
        }}
      >
        {formats.isError ? (
          <ErrorState error={formats.error} size="compact" onRetry={() => void formats.refetch()} />
        ) : (
          <FormatCards formats={formats.data?.formats} value={chosen} onChange={setChosen} />
        )}
        {format ? (
          <ExportPreview model={model} format={format} />
        ) : (
          <p className={classes.note}>
            Values of secrets are in no file: the model does not have them.
          </p>
        )}
        {save.isError && (
          <p role="alert" className={forms.fault}>
            {messageOf(save.error)}
          </p>
        )}
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!format} loading={save.isPending}>
            Download
          </Button>
        </div>
      </form>
    </Modal>
  );
}
