/** A list of objects, such as mounts or ports, that can be changed entry by entry. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil } from "@tabler/icons-react";
import { Suspense } from "react";
import { type Fact, factState } from "@/model/labels/facts";
import { entriesOf } from "@/model/labels/questionAnswers";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { FactEdit } from "../editorState/useFactEdit";
import { FactValue } from "./FactValue";
import classes from "./facts.module.css";

const RecordsDialog = lazyWithRetry(() => import("@/entities/questions/RecordsDialog"));

export function RecordsControl({ fact, edit }: { fact: Fact; edit: FactEdit }) {
  const [opened, { open, close }] = useDisclosure(false);
  const type = edit.types.find(({ name }) => name === fact.name);
  return (
    <div className={classes.records}>
      <FactValue fact={fact} />
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPencil size={13} aria-hidden="true" />}
        aria-label={`${fact.label}: change the list`}
        onClick={open}
      >
        Change
      </Button>
      {factState(fact) === "unknown" && (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={`${fact.label}: none`}
          onClick={() => edit.say(fact, [])}
        >
          None
        </Button>
      )}
      {opened && (
        <Suspense>
          <RecordsDialog
            title={fact.label}
            note={type?.meaning}
            fields={type?.fields ?? {}}
            ranges={type?.ranges}
            entries={entriesOf(fact.value)}
            onClose={close}
            onSubmit={(value) => {
              close();
              edit.say(fact, value);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
