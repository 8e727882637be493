/** Beside what a person said: what the file says instead, and the way back to it. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { type Fact, formatValue, provenance, sayer } from "../../model/facts";
import type { FactEdit } from "../useFactEdit";
import classes from "./inspector.module.css";

interface TakeBackProps {
  fact: Fact;
  /** Null for those who may only look. */
  edit: FactEdit | null;
}

export function TakeBack({ fact, edit }: TakeBackProps) {
  const file = fact.overruled ? formatValue(fact.overruled.value) : undefined;
  const hint = file ? `Take back: it is ${file} again` : "Take back: it is unknown again";
  return (
    <>
      {fact.overruled && (
        <span className={classes.overruled} title={provenance(fact.overruled)}>
          {sayer(fact.overruled)}: {file}
        </span>
      )}
      {edit && (
        <Tooltip label={hint} position="left">
          <ActionIcon
            size={24}
            aria-label={`${fact.label}: take back`}
            onClick={() => edit.unsay(fact)}
          >
            <IconArrowBackUp size={14} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  );
}
