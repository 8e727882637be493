/** Attaches one mitigation to the selected threats: a new one in one's own words, or an existing one. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { MitigationSearch } from "@/entities/mitigations/MitigationSearch";
import classes from "./mitigate.module.css";
import { TriageFormFrame } from "./TriageFormFrame";
import type { TriageFormProps } from "./triageForm";

// A verified one was checked for the threats that it has; a rejected one treats nothing.
const OPEN_TO_MORE = ["proposed", "planned", "in-progress", "implemented"] as const;

export function MitigateForm({ isPending, submit, onCancel }: TriageFormProps) {
  const [title, setTitle] = useState("");
  const [refused, setRefused] = useState(false);
  const empty = title.trim() === "";
  const onSubmit = (): void => {
    if (empty) setRefused(true);
    else
      submit({ new_mitigation: { title: title.trim(), description: "" } }, "Mitigation proposed");
  };
  return (
    <>
      <TriageFormFrame submitLabel="Propose" {...{ isPending, onSubmit, onCancel }}>
        <TextInput
          data-autofocus
          label="New mitigation"
          description="One piece of work for all of them."
          placeholder="Run as a user without privileges"
          maxLength={100}
          value={title}
          error={refused && empty && "Enter what will be done"}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      </TriageFormFrame>
      <section className={classes.existing}>
        <h3 className={classes.title}>Or an existing one</h3>
        <MitigationSearch
          statuses={OPEN_TO_MORE}
          onChoose={({ number }) => submit({ mitigation: number }, `M${number} attached`)}
        />
      </section>
    </>
  );
}
