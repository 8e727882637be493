/** Records what a card led to: a threat of its category on each of the chosen elements. */
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import { MethodTags } from "@/entities/badges/MethodTag";
import { isSeverity, SEVERITIES, severityLabel } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { recordThreats } from "./recordThreats";
import { ThreatPlacesField } from "./ThreatPlacesField";
import {
  bodyOf,
  draftFor,
  isComplete,
  knownSubjects,
  placeOf,
  type ThreatSource,
} from "./threatDraft";

const TITLE_LENGTH = 1000;
const DESCRIPTION_LENGTH = 10_000;
const SEVERITY_CHOICES = SEVERITIES.map((value) => ({ value, label: severityLabel(value) }));

interface RecordThreatDialogProps extends ThreatSource {
  onClose: () => void;
}

export default function RecordThreatDialog(props: RecordThreatDialogProps) {
  const { session, card, matches, chosen, onClose } = props;
  const { id } = useModel();
  const [subjects] = useState(() => knownSubjects(card, matches));
  const [draft, setDraft] = useState(() => draftFor(card, subjects, chosen));
  const step = useUndoableMutation(recordThreats, id);
  const change = (part: Partial<typeof draft>): void => setDraft({ ...draft, ...part });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!isComplete(draft)) return;
    const vars = { session: session.id, card: card.card, body: bodyOf(draft) };
    step.mutate(vars, { onSuccess: onClose });
  };
  const fault = (field: string): string | null => fieldError(step.error, field, false);
  return (
    <Modal opened onClose={onClose} title={`Record a threat from ${card.card}`} size="lg">
      <form className={forms.form} onSubmit={send}>
        <MethodTags categories={[card.content.category]} full />
        <TextInput
          data-autofocus
          required
          withAsterisk={false}
          label="Title"
          maxLength={TITLE_LENGTH}
          value={draft.title}
          error={fault("title")}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <ThreatPlacesField
          known={subjects.map(placeOf)}
          value={draft.places}
          error={fault("subjects") ?? fault("uid")}
          onChange={(places) => change({ places })}
        />
        <Select
          label="Severity"
          allowDeselect={false}
          data={SEVERITY_CHOICES}
          value={draft.severity}
          error={fault("severity")}
          onChange={(severity) => isSeverity(severity) && change({ severity })}
        />
        <Textarea
          label="Description"
          autosize
          minRows={3}
          maxRows={12}
          maxLength={DESCRIPTION_LENGTH}
          value={draft.description}
          error={fault("description")}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={step.isPending} disabled={!isComplete(draft)}>
            {draft.places.length > 1 ? `Record ${draft.places.length} threats` : "Record threat"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
