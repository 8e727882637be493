/** What a mitigation costs, in the currency of the team; written in place. */
import { NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { teamQuery } from "@/api/queries";
import type { Mitigation } from "@/api/types";
import { costText } from "@/model/labels/mitigations";
import { useModel } from "@/session/useModel";
import classes from "./fields.module.css";
import { useMitigationChange } from "./useMitigationChange";

const MOST = 1_000_000_000;

export function CostField({ mitigation }: { mitigation: Mitigation }) {
  const { row, canEdit } = useModel();
  const team = useQuery({ ...teamQuery(row?.team.id ?? ""), enabled: row !== undefined }).data;
  const currency = team?.currency ?? "";
  const { number, cost } = mitigation;
  const { change, conflict } = useMitigationChange(mitigation);
  const [written, setWritten] = useState<number | string>(cost ?? "");
  useEffect(() => setWritten(cost ?? ""), [cost]);
  if (!canEdit)
    return costText(cost, currency) || <span className={classes.empty}>Not estimated</span>;
  const save = (): void => {
    const next = written === "" ? null : Number(written);
    if (next !== cost) change({ cost: next });
  };
  return (
    <>
      <NumberInput
        variant="unstyled"
        size="sm"
        classNames={{ input: classes.cost }}
        aria-label={`Cost of M${number}`}
        placeholder="Not estimated"
        prefix={currency && `${currency} `}
        thousandSeparator
        allowDecimal={false}
        allowNegative={false}
        max={MOST}
        clampBehavior="strict"
        hideControls
        value={written}
        onChange={setWritten}
        onBlur={save}
        onKeyDown={(event) => event.key === "Enter" && save()}
      />
      {conflict}
    </>
  );
}
