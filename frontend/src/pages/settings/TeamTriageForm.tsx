/** The days by severity until threats are due, how many rows of the list matter most, and the currency of costs. */
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import type { Severity, Team } from "@/api/types";
import { SEVERITIES, severityLabel } from "@/model/graph/severity";
import { toast } from "@/ui/toast";
import classes from "./teamTriage.module.css";

const LONGEST_DAYS = 3_650;
const LARGEST_BUDGET = 200;

type Days = Partial<Record<Severity, number>>;

export function TeamTriageForm({ team, disabled }: { team: Team; disabled: boolean }) {
  const [days, setDays] = useState<Days>(team.due_days);
  const [budget, setBudget] = useState(team.triage_budget);
  const [currency, setCurrency] = useState(team.currency);
  const save = useSave(team.id);
  const changed =
    budget !== team.triage_budget ||
    currency !== team.currency ||
    SEVERITIES.some((severity) => days[severity] !== team.due_days[severity]);
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ due_days: days, triage_budget: budget, currency });
      }}
    >
      <fieldset className={classes.days} disabled={disabled}>
        <legend className={classes.legend}>Days until due (empty: no date)</legend>
        {SEVERITIES.map((severity) => (
          <NumberInput
            key={severity}
            label={severityLabel(severity)}
            value={days[severity] ?? ""}
            min={1}
            max={LONGEST_DAYS}
            allowDecimal={false}
            clampBehavior="strict"
            disabled={disabled}
            onChange={(value) => setDays((now) => withDays(now, severity, value))}
          />
        ))}
      </fieldset>
      <NumberInput
        className={classes.budget}
        label="Threats that matter most"
        description="Open threats with the highest scores"
        value={budget}
        min={1}
        max={LARGEST_BUDGET}
        allowDecimal={false}
        clampBehavior="strict"
        disabled={disabled}
        onChange={(value) => setBudget(Number(value) || 1)}
      />
      <TextInput
        className={classes.budget}
        label="Currency of costs"
        placeholder="EUR"
        maxLength={3}
        value={currency}
        error={fieldError(save.error, "currency")}
        disabled={disabled}
        onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
      />
      <Button
        type="submit"
        disabled={disabled || !changed}
        loading={save.isPending}
        className={classes.save}
      >
        Save
      </Button>
    </form>
  );
}

function withDays(days: Days, severity: Severity, value: number | string): Days {
  const { [severity]: _before, ...others } = days;
  return value === "" ? others : { ...others, [severity]: Number(value) };
}

function useSave(team: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { due_days: Days; triage_budget: number; currency: string }) =>
      unwrap(api.PATCH("/api/teams/{team}/", { params: { path: { team } }, body })),
    onSuccess: async () => {
      toast.success("Saved");
      await client.invalidateQueries({ queryKey: keys.team(team) });
    },
    onError: toast.error,
  });
}
