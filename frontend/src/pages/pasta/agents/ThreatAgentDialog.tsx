/** Says what drives an attacker, or describes a new one. */
import { Button, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { AttackerProfile, AttackersOfModel } from "@/api/types";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { saveAgent } from "../actions/threatAgents";
import { capitalized } from "../recordKinds";
import { type AgentDraft, agentDraftOf, EMPTY_AGENT, isAgentComplete } from "../threatAgentDraft";

const SKILLS: readonly AgentDraft["skill"][] = ["trivial", "easy", "moderate", "hard"];
const RESOURCES: readonly AgentDraft["resources"][] = [
  "individual",
  "team",
  "organization",
  "government",
];

interface AgentDialogProps {
  /** null for a new one. */
  agent: AttackerProfile | null;
  rules: AttackersOfModel["start_rules"];
  onClose: () => void;
}

export function ThreatAgentDialog({ agent, rules, onClose }: AgentDialogProps) {
  const { id } = useModel();
  const [before] = useState(() => (agent ? agentDraftOf(agent) : EMPTY_AGENT));
  const [draft, setDraft] = useState(before);
  const step = useUndoableMutation(saveAgent, id);
  const complete = isAgentComplete(agent, draft);
  return (
    <Modal
      opened
      onClose={onClose}
      title={agent ? `Edit ${agent.name}` : "Add threat agent"}
      size="lg"
    >
      <form
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) step.mutate({ agent, draft, before }, { onSuccess: onClose });
        }}
      >
        <AgentFields draft={draft} rules={rules} fault={step.error} onChange={setDraft} />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={step.isPending} disabled={!complete}>
            {agent ? "Save" : "Add threat agent"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface AgentFieldsProps {
  draft: AgentDraft;
  rules: AttackersOfModel["start_rules"];
  fault: Error | null;
  onChange: (draft: AgentDraft) => void;
}

function AgentFields({ draft, rules, fault, onChange }: AgentFieldsProps) {
  const change = (part: Partial<AgentDraft>): void => onChange({ ...draft, ...part });
  return (
    <>
      <TextInput
        data-autofocus
        label="Name"
        required
        withAsterisk={false}
        maxLength={200}
        value={draft.name}
        error={fieldError(fault, "name")}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Motive"
        placeholder="Money: sells card data"
        maxLength={200}
        value={draft.motive}
        error={fieldError(fault, "motive", false)}
        onChange={(event) => change({ motive: event.currentTarget.value })}
      />
      <Select
        label="Hardest step"
        description="They take no step that is harder."
        allowDeselect={false}
        data={SKILLS.map((value) => ({ value, label: capitalized(value) }))}
        value={draft.skill}
        onChange={(skill) => change({ skill: (skill ?? draft.skill) as AgentDraft["skill"] })}
      />
      <Select
        label="Resources"
        placeholder="Not said"
        clearable
        data={RESOURCES.map((value) => ({ value, label: capitalized(value) }))}
        value={draft.resources || null}
        onChange={(next) => change({ resources: (next ?? "") as AgentDraft["resources"] })}
      />
      <MultiSelect
        label="Access: where they start"
        data={rules.map(({ id, title }) => ({ value: id, label: title }))}
        value={[...draft.startRules]}
        error={fieldError(fault, "starts", false) ?? fieldError(fault, "start_rules", false)}
        onChange={(startRules) => change({ startRules })}
      />
      <Textarea
        label="About"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={draft.about}
        onChange={(event) => change({ about: event.currentTarget.value })}
      />
    </>
  );
}
