/** Asks for what a change of the selected threats needs. */
import type { ComponentType } from "react";
import { Modal } from "@/ui/Modal";
import { AssignForm } from "./AssignForm";
import { CommentForm } from "./CommentForm";
import { DecideForm } from "./DecideForm";
import { DueForm } from "./DueForm";
import { DuplicateForm } from "./DuplicateForm";
import { MitigateForm } from "./MitigateForm";
import { TagsForm } from "./TagsForm";
import type { TriageFormProps } from "./triageForm";
import { byDecision, TRIAGE_MODES, type TriageMode } from "./triageModes";
import type { Triage } from "./useTriage";

const FORMS: Readonly<Record<TriageMode, ComponentType<TriageFormProps>>> = {
  ...byDecision(() => DecideForm),
  assign: AssignForm,
  due: DueForm,
  tags: TagsForm,
  mitigate: MitigateForm,
  comment: CommentForm,
  duplicate: DuplicateForm,
};

export default function TriageDialog({ triage }: { triage: Triage }) {
  const { asking, close, submit, isPending } = triage;
  if (!asking) return null;
  const Form = FORMS[asking.mode];
  return (
    <Modal opened onClose={close} title={`${TRIAGE_MODES[asking.mode].label}: ${asking.label}`}>
      <Form
        mode={asking.mode}
        count={asking.count}
        isPending={isPending}
        submit={submit}
        onCancel={close}
      />
    </Modal>
  );
}
