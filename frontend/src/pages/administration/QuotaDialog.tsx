/** Sets how many models and members a team may have. */
import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { AdministeredTeam } from "@/api/types";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useSetQuotas } from "./queries";

const MOST = 100_000;

export default function QuotaDialog({
  team,
  onClose,
}: {
  team: AdministeredTeam;
  onClose: () => void;
}) {
  const save = useSetQuotas();
  const [models, setModels] = useState<number | string>(team.max_models ?? "");
  const [members, setMembers] = useState<number | string>(team.max_members ?? "");
  const submit = () => {
    const quotas = { max_models: most(models), max_members: most(members) };
    save.mutate({ team: team.id, quotas }, { onSuccess: onClose });
  };
  const shared = { max: MOST, allowDecimal: false, allowNegative: false, placeholder: "No limit" };
  return (
    <Modal opened onClose={onClose} title={`Quotas of ${team.name}`}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <NumberInput
          {...shared}
          label="Models"
          description={`${team.model_count} today. What is above the quota stays.`}
          min={0}
          value={models}
          onChange={setModels}
          error={fieldError(save.error, "max_models")}
          data-autofocus
        />
        <NumberInput
          {...shared}
          label="Members"
          description={`${team.member_count} today.`}
          min={1}
          value={members}
          onChange={setMembers}
          error={fieldError(save.error, "max_members", false)}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function most(value: number | string): number | null {
  return value === "" ? null : Number(value);
}
