/** The dialog in which people choose how a model is rated, and answer OWASP factors for all its threats. */
import { Radio } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "@/api/errors";
import type { RiskMethod } from "@/api/types";
import { OwaspFields } from "@/entities/risk/OwaspFields";
import { riskMethodQuery } from "@/entities/risk/queries";
import { RatingForm } from "@/entities/risk/RatingForm";
import { setRiskMethod } from "@/entities/risk/ratingActions";
import { METHOD_LABELS, METHOD_MEANINGS } from "@/model/labels/risk";
import { useModel } from "@/session/useModel";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import classes from "./risk.module.css";

const METHODS = Object.keys(METHOD_LABELS) as RiskMethod["method"][];

interface RatingMethodDialogProps {
  method: RiskMethod;
  onClose: () => void;
}

export default function RatingMethodDialog({ method, onClose }: RatingMethodDialogProps) {
  const { id } = useModel();
  const client = useQueryClient();
  // What is edited: of a conflict, what the other person made of it.
  const [base, setBase] = useState(method);
  const [conflict, setConflict] = useState(false);
  const [chosen, setChosen] = useState(method.method);
  const [owasp, setOwasp] = useState(method.owasp ?? {});
  const step = useUndoableMutation(setRiskMethod, id);
  const submit = (): void => {
    const before = { method: base.method, owasp: base.owasp ?? {} };
    const values = { method: chosen, owasp, version: base.version, before };
    step.mutate(values, { onSuccess: onClose, onError: (error) => void onError(error) });
  };
  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    setBase(await client.fetchQuery({ ...riskMethodQuery(id), staleTime: 0 }));
    setConflict(true);
  };
  return (
    <Modal opened onClose={onClose} title="How risk is rated" size="xl">
      <RatingForm
        conflict={
          conflict
            ? `Another person has chosen “${METHOD_LABELS[base.method]}” since you opened this. Save to replace it with yours, or cancel to keep it.`
            : null
        }
        pending={step.isPending}
        onSubmit={submit}
        onCancel={onClose}
      >
        <Radio.Group
          label="Method"
          value={chosen}
          onChange={(value) => setChosen(value as RiskMethod["method"])}
        >
          <div className={classes.methods}>
            {METHODS.map((value) => (
              <Radio
                key={value}
                value={value}
                label={METHOD_LABELS[value]}
                description={METHOD_MEANINGS[value]}
              />
            ))}
          </div>
        </Radio.Group>
        {chosen === "owasp" && (
          <>
            <p className={classes.note}>
              What holds for all threats of the model, such as who attacks it. A threat that says
              otherwise, or a fact that proves a factor, counts first.
            </p>
            <OwaspFields
              factors={base.factors}
              values={owasp}
              otherwise={() => "Set for each threat"}
              onChange={setOwasp}
            />
          </>
        )}
      </RatingForm>
    </Modal>
  );
}
