/** Starts a response: which playbook, on which element, and whether it is an exercise. */
import { Button, Checkbox, Combobox, Select, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { ResponsePlaybook } from "@/api/types";
import { ElementCombobox } from "@/entities/elementChoice/ElementCombobox";
import { ElementOption } from "@/entities/elementChoice/ElementOption";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./response.module.css";
import { startRun } from "./responseApiCalls";
import { useRunMutation } from "./useRunMutation";

interface Chosen {
  uid: string;
  name: string;
  kind: string;
  within?: string | undefined;
}

interface StartDialogProps {
  /** Those that can be chosen, at least one. */
  playbooks: readonly ResponsePlaybook[];
  element?: Chosen;
  onClose: () => void;
}

const TITLE_LENGTH = 200;

export function StartDialog(props: StartDialogProps) {
  return (
    <Modal opened onClose={props.onClose} title="Start a response">
      <StartForm {...props} />
    </Modal>
  );
}

function StartForm({ playbooks, element: given, onClose }: StartDialogProps) {
  const [playbook, setPlaybook] = useState(playbooks[0]);
  const [element, setElement] = useState<Chosen | undefined>(given);
  const [title, setTitle] = useState("");
  const [exercise, setExercise] = useState(false);
  const [, setAddress] = useSearchParams();
  const start = useRunMutation(startRun);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!playbook || !element) return;
    start.mutate(
      { playbook: playbook.id, element: element.uid, title: title.trim(), exercise },
      { onSuccess: (run) => setAddress({ run: run.id }) },
    );
  };
  return (
    <form className={forms.form} onSubmit={send}>
      <Select
        label="Playbook"
        data={playbooks.map(({ id, title: label }) => ({ value: id, label }))}
        value={playbook?.id ?? null}
        onChange={(id) => setPlaybook(playbooks.find((one) => one.id === id) ?? playbooks[0])}
        allowDeselect={false}
        readOnly={playbooks.length === 1}
      />
      <ElementField
        kinds={playbook?.applies_to ?? []}
        element={element}
        fixed={given !== undefined}
        error={fieldError(start.error, "element", false)}
        onChoose={setElement}
      />
      <TextInput
        label="Title"
        data-autofocus={given !== undefined || undefined}
        description="Optional: what happened, or the number of the incident."
        maxLength={TITLE_LENGTH}
        value={title}
        error={fieldError(start.error, "title", false)}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Checkbox
        label="This is an exercise"
        description="Nothing has happened: the response is marked everywhere."
        checked={exercise}
        onChange={(event) => setExercise(event.currentTarget.checked)}
      />
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={start.isPending} disabled={!element}>
          Start response
        </Button>
      </div>
    </form>
  );
}

interface ElementFieldProps {
  kinds: ResponsePlaybook["applies_to"];
  element: Chosen | undefined;
  /** The element was chosen on the canvas. */
  fixed: boolean;
  error: string | null;
  onChoose: (element: Chosen) => void;
}

function ElementField({ kinds, element, fixed, error, onChoose }: ElementFieldProps) {
  return (
    <div>
      {!fixed && (
        <ElementCombobox
          label="Element"
          query={{ kind: [...kinds] }}
          empty="No such element in this model"
          onChoose={onChoose}
        >
          {(input) => (
            <Combobox.Target withExpandedAttribute>
              <TextInput
                label="Element"
                placeholder={element ? "Choose another one" : "Search by name"}
                error={error}
                data-autofocus
                {...input}
                aria-label={undefined}
              />
            </Combobox.Target>
          )}
        </ElementCombobox>
      )}
      {fixed && <span className={classes.fieldLabel}>Element</span>}
      {element && (
        <div className={classes.chosen} title={element.uid}>
          <ElementOption
            uid={element.uid}
            name={element.name}
            kind={element.kind}
            within={element.within}
          />
        </div>
      )}
      {fixed && error && <p className={forms.fault}>{error}</p>}
    </div>
  );
}
