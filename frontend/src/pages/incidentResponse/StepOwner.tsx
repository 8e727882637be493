/** Who has a step, changed in place. */
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import type { ResponseRun, ResponseStep } from "@/api/types";
import { OwnerChoices } from "@/entities/people/OwnerChoices";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { useModel } from "@/session/useModel";
import { changeStep } from "./responseApiCalls";
import classes from "./step.module.css";
import { useRunMutation } from "./useRunMutation";

export function StepOwner({ run, step }: { run: ResponseRun; step: ResponseStep }) {
  const { canEdit } = useModel();
  const give = useRunMutation(changeStep);
  const { owner } = step;
  if (!canEdit || run.state === "closed") {
    return owner && <PersonAvatar person={owner} size={20} withName />;
  }
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.owner}>
          <VisuallyHidden>Owner of step {step.place + 1}: </VisuallyHidden>
          {owner ? <PersonAvatar person={owner} size={20} withName /> : <NoOwner />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        <OwnerChoices
          owner={owner}
          onChoose={(next) => give.mutate({ run, step, change: { owner: next?.id ?? null } })}
        />
      </Menu.Dropdown>
    </Menu>
  );
}

function NoOwner() {
  return (
    <span className={classes.noOwner}>
      <IconUserPlus size={15} stroke={1.6} aria-hidden="true" />
      No owner
    </span>
  );
}
