/** Beside what a person said: what the file says instead, and the way back to it. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { type Fact, formatValue, provenance, statedBy } from "@/model/labels/facts";
import type { FactEdit } from "../editorState/useFactEdit";
import classes from "./factItem.module.css";

interface TakeBackProps {
  fact: Fact;
  /** Null for those who may only look. */
  edit: FactEdit | null;
}

/** What a person says against a file counts, and waits for an approver to agree. */
function Agreement({ by }: { by: string | undefined }) {
  return by ? (
    <span className={classes.overruled}>confirmed by {by}</span>
  ) : (
    <span className={classes.unconfirmed}>not confirmed</span>
  );
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function RevertFact({ fact, edit }: TakeBackProps) {
  const file = fact.overruled ? formatValue(fact.overruled.value) : undefined;
  const differs = fact.overruled && !same(fact.overruled.value, fact.value);
  const hint = file ? `Take back: it is ${file} again` : "Take back: it is unknown again";
  return (
    <>
      {fact.overruled && (
        <span className={classes.overruled} title={provenance(fact.overruled)}>
          {statedBy(fact.overruled)}: {file}
        </span>
      )}
      {differs && <Agreement by={fact.overruled?.confirmed_by?.name} />}
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
