/** A limit of the team in days, as a field with its own Save. */
import { Button, NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import type { Team } from "@/api/types";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

const DAYS_MOST = 1_825;

type Props = {
  team: Team;
  field: "max_acceptance_days" | "max_token_days";
  label: string;
  saved: string;
  disabled?: boolean;
};

export function TeamDaysLimit({ team, field, label, saved, disabled = false }: Props) {
  const client = useQueryClient();
  const [days, setDays] = useState<number | string>(team[field]);
  const changed = typeof days === "number" && days !== team[field];
  const limit = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/teams/{team}/", {
          params: { path: { team: team.id } },
          body: { [field]: Number(days) },
        }),
      ),
    onSuccess: async () => {
      toast.success(saved);
      await client.invalidateQueries({ queryKey: keys.team(team.id) });
    },
  });
  return (
    <form
      className={classes.inline}
      onSubmit={(event) => {
        event.preventDefault();
        limit.mutate();
      }}
    >
      <NumberInput
        aria-label={label}
        value={days}
        onChange={setDays}
        min={1}
        max={DAYS_MOST}
        allowDecimal={false}
        suffix=" days"
        error={fieldError(limit.error, field)}
        disabled={disabled}
      />
      <Button type="submit" disabled={disabled || !changed} loading={limit.isPending}>
        Save
      </Button>
    </form>
  );
}
