/** What one may do with a threat as a whole: set its severity, discuss it in a review; edit, move or delete one
 * that a person wrote. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import type { ThreatDetail } from "@/api/types";
import { AddToAgenda } from "@/entities/reviews/AddToAgenda";
import { deleteThreat } from "@/entities/threats/actions/manualThreats";
import { THREAT_DECISIONS } from "@/model/labels/threatStatuses";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useUndoableMutation } from "@/ui/useUndoableMutation";

const EditThreatDialog = lazyWithRetry(() => import("@/entities/threats/EditThreatDialog"));
const OtherModelsDialog = lazyWithRetry(() => import("./OtherModelsDialog"));
const SeverityDialog = lazyWithRetry(() => import("@/entities/threats/SeverityDialog"));

// What a person has said of it, and may say of the same threat elsewhere.
const DECIDED: ReadonlySet<string> = new Set(THREAT_DECISIONS.filter((one) => one !== "open"));

export function ThreatMenu({ threat }: { threat: ThreatDetail }) {
  const { id, canEdit } = useModel();
  const navigate = useNavigate();
  const remove = useUndoableMutation(deleteThreat, id);
  const [asked, setAsked] = useState<"edit" | "severity" | "elsewhere" | null>(null);
  if (!canEdit) return null;
  const close = (): void => setAsked(null);
  const { number, version } = threat;
  const leave = (): void =>
    void navigate({ to: "/m/$model/threats", params: { model: id }, search: {} });
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={`Actions on T${number}`}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {threat.manual ? (
            <>
              <Menu.Item onClick={() => setAsked("edit")}>Edit or move</Menu.Item>
              <Menu.Item
                color="danger"
                onClick={() => remove.mutate({ number, version }, { onSuccess: leave })}
              >
                Delete
              </Menu.Item>
            </>
          ) : (
            <Menu.Item onClick={() => setAsked("severity")}>Set severity</Menu.Item>
          )}
          <AddToAgenda threat={number} />
          {DECIDED.has(threat.status) && !threat.manual && (
            <Menu.Item onClick={() => setAsked("elsewhere")}>Decide in other models</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked && (
        <Suspense>
          {asked === "edit" && <EditThreatDialog threat={threat} onClose={close} />}
          {asked === "elsewhere" && <OtherModelsDialog threat={threat} onClose={close} />}
          {asked === "severity" && <SeverityDialog threat={threat} onClose={close} />}
        </Suspense>
      )}
    </>
  );
}
