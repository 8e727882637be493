/** The dialog in which people rate the risk of one threat, by OWASP factors or a CVSS vector. */
import { TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "@/api/errors";
import { fieldError } from "@/api/fieldError";
import type { OwaspFactor, ThreatDetail } from "@/api/types";
import { OwaspFields } from "@/entities/risk/OwaspFields";
import { riskMethodQuery } from "@/entities/risk/queries";
import { RatingForm } from "@/entities/risk/RatingForm";
import { rateThreat, saidOf } from "@/entities/risk/ratingActions";
import { threatQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";

const VECTOR_LENGTH = 400;
const CONFLICT =
  "Another person has edited this threat since you opened it. Save to replace their rating with yours, or cancel to keep theirs.";

interface RateRiskDialogProps {
  threat: ThreatDetail;
  onClose: () => void;
}

export default function RateRiskDialog({ threat, onClose }: RateRiskDialogProps) {
  const { id } = useModel();
  const client = useQueryClient();
  const method = useQuery(riskMethodQuery(id)).data;
  // What is edited: of a conflict, what the other person made of it.
  const [base, setBase] = useState(threat);
  const [conflict, setConflict] = useState(false);
  const [said, setSaid] = useState(() => saidOf(threat.risk));
  const step = useUndoableMutation(rateThreat, id);
  const submit = (): void => {
    const { number, version } = base;
    const values = { said, number, version, before: saidOf(base.risk) };
    step.mutate(values, { onSuccess: onClose, onError: (error) => void onError(error) });
  };
  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    setBase(await client.fetchQuery({ ...threatQuery(id, base.number), staleTime: 0 }));
    setConflict(true);
  };
  const owasp = threat.risk.method === "owasp";
  return (
    <Modal opened onClose={onClose} title={`Risk of T${threat.number}`} size={owasp ? "xl" : "lg"}>
      <RatingForm
        conflict={conflict ? CONFLICT : null}
        pending={step.isPending}
        onSubmit={submit}
        onCancel={onClose}
      >
        {owasp ? (
          <OwaspFields
            factors={method?.factors ?? []}
            values={said.owasp ?? {}}
            otherwise={(factor) => otherwise(base, factor)}
            onChange={(values) => setSaid({ owasp: values })}
          />
        ) : (
          <TextInput
            data-autofocus
            label="CVSS vector"
            description="CVSS 3.0, 3.1 or 4.0. Threat and environmental metrics count. Empty: the worst finding of a scan counts, if there is one."
            placeholder="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
            maxLength={VECTOR_LENGTH}
            value={said.vector ?? ""}
            error={fieldError(step.error, "vector")}
            onChange={(event) => setSaid({ vector: event.currentTarget.value })}
          />
        )}
      </RatingForm>
    </Modal>
  );
}

/** What counts for a factor that is not answered for this threat. */
function otherwise({ risk }: ThreatDetail, id: OwaspFactor["id"]): string {
  const factor = risk.owasp?.factors.find((one) => one.id === id);
  if (factor?.source === "facts") return `${factor.value}, from facts`;
  if (factor?.source === "model") return `${factor.value}, set for the model`;
  return "Unknown";
}
