/** Takes a decision about the selected threats, with one reason; who gets them, or who is asked. */
import { Checkbox, Textarea } from "@mantine/core";
import { useState } from "react";
import type { ThreatChangeRequest } from "@/api/types";
import { needsReason, THREAT_STATUSES } from "@/model/labels/threatStatuses";
import { useSession } from "@/session/session";
import { PersonSelect } from "./PersonSelect";
import { TriageFormFrame } from "./TriageFormFrame";
import type { TriageFormProps } from "./triageForm";
import { TRIAGE_MODES } from "./triageModes";

const LONGEST = 3_500;

export function DecideForm({ mode, isPending, submit, onCancel }: TriageFormProps) {
  const { user } = useSession();
  const status = TRIAGE_MODES[mode].status ?? "open";
  const { label } = THREAT_STATUSES[status];
  const asks = status === "needs-info";
  const [text, setText] = useState("");
  const [person, setPerson] = useState<string | null>(null);
  const [mine, setMine] = useState(false);
  const [refused, setRefused] = useState(false);
  const words = text.trim();
  const missing = (needsReason(status) || person !== null) && words === "";
  const onSubmit = (): void => {
    if (missing) {
      setRefused(true);
      return;
    }
    const change: ThreatChangeRequest = { status, reason: words };
    if (asks && person) change.ask = { person, text: words };
    if (mine && user) change.owner = user.id;
    submit(change, label);
  };
  return (
    <TriageFormFrame
      submitLabel={mode === "open" ? "Reopen" : `Set ${label.toLowerCase()}`}
      {...{ isPending, onSubmit, onCancel }}
    >
      <Textarea
        data-autofocus
        label={asks ? "What is unclear" : "Reason"}
        description={REASONS[asks ? "asks" : "decides"]}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={LONGEST}
        value={text}
        error={refused && missing && (asks ? "Write the question" : "Give a reason")}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {asks && (
        <PersonSelect
          label="Ask"
          description="Gets a notice; the threats show who is waited for until the answer."
          value={person}
          onChange={setPerson}
        />
      )}
      <Checkbox
        label="Assign to me"
        checked={mine}
        onChange={(event) => setMine(event.currentTarget.checked)}
      />
    </TriageFormFrame>
  );
}

const REASONS = {
  asks: "The question, if you ask a member.",
  decides: "Recorded with each threat. Write what a later reviewer needs to know.",
};
