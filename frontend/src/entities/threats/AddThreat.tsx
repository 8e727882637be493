/** The button with which a person adds a threat to an element, a data flow or the model. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useShortcut } from "@/ui/useShortcut";
import { type ThreatPlace, WHOLE_MODEL } from "./manualThreatDraft";

const AddThreatDialog = lazyWithRetry(() => import("./AddThreatDialog"));

interface AddThreatProps {
  /** Where it begins; it can be chosen in the dialog. */
  place?: ThreatPlace;
  size?: "sm" | "compact-sm";
  /** Key that opens the dialog too. */
  shortcut?: string;
}

export function AddThreat({ place = WHOLE_MODEL, size = "sm", shortcut = "" }: AddThreatProps) {
  const { canEdit } = useModel();
  const [opened, setOpened] = useState(false);
  useShortcut(
    { keys: shortcut, label: "Add a threat", group: "Threats", run: () => setOpened(true) },
    canEdit && shortcut !== "",
  );
  if (!canEdit) return null;
  return (
    <>
      <Button
        variant="default"
        size={size}
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        onClick={() => setOpened(true)}
      >
        Add threat
      </Button>
      {opened && (
        <Suspense>
          <AddThreatDialog place={place} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
