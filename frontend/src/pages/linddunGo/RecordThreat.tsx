/** The button that records what a card led to as a threat. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { Suspense } from "react";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useShortcut } from "@/ui/useShortcut";
import classes from "./linddunGo.module.css";
import type { ThreatSource } from "./threatDraft";

const RecordThreatDialog = lazyWithRetry(() => import("./RecordThreatDialog"));

export function RecordThreat(props: ThreatSource) {
  const { canEdit } = useModel();
  const [opened, dialog] = useDisclosure(false);
  useShortcut(
    { keys: "t", label: "Record a threat", group: "LINDDUN GO", run: dialog.open },
    canEdit,
  );
  if (!canEdit) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        onClick={dialog.open}
      >
        <span className={classes.narrowHidden}>Record threat</span>
      </Button>
      {opened && (
        <Suspense>
          <RecordThreatDialog {...props} onClose={dialog.close} />
        </Suspense>
      )}
    </>
  );
}
