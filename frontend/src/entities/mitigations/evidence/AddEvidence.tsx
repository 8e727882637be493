/** Adds a link, a note or a file to a mitigation. */
import { Button, FileButton, Textarea, TextInput } from "@mantine/core";
import { IconFile, IconLink, IconNote } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { toast } from "@/ui/toast";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import classes from "./evidence.module.css";
import { addEvidence, type NewEvidence } from "./evidenceActions";

const MOST_BYTES = 10 * 1024 * 1024;
const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.webp,.txt,.log,.md,.csv,.json,.sarif,.yaml,.yml";

export function AddEvidence({ number }: { number: number }) {
  const { id } = useModel();
  const [writing, setWriting] = useState<"link" | "note" | null>(null);
  const step = useUndoableMutation(addEvidence, id);
  const add = (evidence: NewEvidence): void =>
    step.mutate({ number, evidence }, { onSuccess: () => setWriting(null) });
  const addFile = (file: File | null): void => {
    if (!file) return;
    if (file.size > MOST_BYTES) toast.error(`${file.name} is larger than 10 MB.`);
    else add({ kind: "file", file });
  };
  if (writing) {
    const form = { fault: step.error, pending: step.isPending, onCancel: () => setWriting(null) };
    return writing === "link" ? (
      <LinkForm {...form} onSubmit={add} />
    ) : (
      <NoteForm {...form} onSubmit={add} />
    );
  }
  const button = { size: "compact-sm", variant: "default" } as const;
  return (
    <div className={classes.add}>
      <Button {...button} leftSection={<IconLink size={14} />} onClick={() => setWriting("link")}>
        Add link
      </Button>
      <Button {...button} leftSection={<IconNote size={14} />} onClick={() => setWriting("note")}>
        Add note
      </Button>
      <FileButton accept={ACCEPTED} onChange={addFile}>
        {(props) => (
          <Button
            {...props}
            {...button}
            leftSection={<IconFile size={14} />}
            loading={step.isPending}
            title="PDF, PNG, JPEG, WebP or text, at most 10 MB. Files are kept as they are: leave out secrets."
          >
            Add file
          </Button>
        )}
      </FileButton>
    </div>
  );
}

interface FormProps {
  fault: Error | null;
  pending: boolean;
  onSubmit: (evidence: NewEvidence) => void;
  onCancel: () => void;
}

function LinkForm({ fault, pending, onSubmit, onCancel }: FormProps) {
  const [url, setUrl] = useState("");
  const [title, setTitle] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit({ kind: "link", url: url.trim(), title: title.trim(), text: "" });
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <TextInput
        autoFocus
        required
        label="Address"
        placeholder="https://"
        maxLength={2000}
        value={url}
        error={fieldError(fault, "url")}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <TextInput
        label="What it shows"
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Actions label="Add link" pending={pending} disabled={!url.trim()} onCancel={onCancel} />
    </form>
  );
}

function NoteForm({ fault, pending, onSubmit, onCancel }: FormProps) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit({ kind: "note", url: "", title: "", text: text.trim() });
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <Textarea
        autoFocus
        required
        label="Note"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
        value={text}
        error={fieldError(fault, "text")}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Actions label="Add note" pending={pending} disabled={!text.trim()} onCancel={onCancel} />
    </form>
  );
}

interface ActionsProps {
  label: string;
  pending: boolean;
  disabled: boolean;
  onCancel: () => void;
}

function Actions({ label, pending, disabled, onCancel }: ActionsProps) {
  return (
    <div className={forms.actions}>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" loading={pending} disabled={disabled}>
        {label}
      </Button>
    </div>
  );
}
