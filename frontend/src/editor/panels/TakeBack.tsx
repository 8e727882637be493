/** Beside what a person said: what the file says instead, and the way back to it. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { type Fact, formatValue, shortPlace } from "../../model/facts";
import { useModel } from "../../ui/useModel";
import { useStep } from "../../ui/useStep";
import { takeFactBack } from "../actions/takeFactBack";
import classes from "./inspector.module.css";

export interface FactSubject {
  on: "element" | "flow";
  id: string;
}

export function TakeBack({ fact, subject }: { fact: Fact; subject: FactSubject }) {
  const { id, canEdit } = useModel();
  const step = useStep(takeFactBack, id);
  const file = fact.overruled ? formatValue(fact.overruled.value) : undefined;
  const hint = file ? `Take back: it is ${file} again` : "Take back: it is unknown again";
  const take = (): void =>
    step.mutate({ ...subject, fact: fact.name, label: fact.label, ...(file ? { file } : {}) });
  return (
    <>
      {fact.overruled && (
        <span className={classes.overruled}>
          {fact.overruled.origin === "file" ? shortPlace(fact.overruled.file) : "default"}: {file}
        </span>
      )}
      {canEdit && (
        <Tooltip label={hint} position="left">
          <ActionIcon
            size={24}
            aria-label={`${fact.label}: take back`}
            loading={step.isPending}
            onClick={take}
          >
            <IconArrowBackUp size={14} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  );
}
