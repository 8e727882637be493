/** Chooses an existing mitigation to treat one more threat. */
import type { Mitigation, ThreatDetail } from "@/api/types";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { attachMitigation } from "./actions/linkThreat";
import { MitigationSearch } from "./MitigationSearch";

interface AttachFormProps {
  threat: Pick<ThreatDetail, "number" | "mitigations">;
  onDone: () => void;
}

export function AttachMitigationForm({ threat, onDone }: AttachFormProps) {
  const { id } = useModel();
  const step = useUndoableMutation(attachMitigation, id);
  const attach = ({ number, version, threats }: Mitigation): void =>
    step.mutate(
      { number, version, threat: threat.number, treats: threats.map((one) => one.number) },
      { onSuccess: onDone },
    );
  const attached = new Set(threat.mitigations.map((one) => one.number));
  return <MitigationSearch without={attached} onChoose={attach} />;
}
