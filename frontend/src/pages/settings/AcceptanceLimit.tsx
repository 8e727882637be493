/** For how long the team accepts risk at most; owners decide. */
import { Button, NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import type { Team } from "@/api/types";
import { Section } from "@/ui/Section";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

const DAYS_MOST = 1_825;

export function AcceptanceLimit({ team, disabled }: { team: Team; disabled: boolean }) {
  const client = useQueryClient();
  const [days, setDays] = useState<number | string>(team.max_acceptance_days);
  const changed = typeof days === "number" && days !== team.max_acceptance_days;
  const limit = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/teams/{team}/", {
          params: { path: { team: team.id } },
          body: { max_acceptance_days: Number(days) },
        }),
      ),
    onSuccess: async () => {
      toast.success("The limit was saved.");
      await client.invalidateQueries({ queryKey: keys.team(team.id) });
    },
  });
  return (
    <Section
      title="Accepted risks"
      description={`The most days for which the risk of a threat is accepted; what is accepted already keeps its day.${
        disabled ? " Only owners can change it." : ""
      }`}
    >
      <form
        className={classes.inline}
        onSubmit={(event) => {
          event.preventDefault();
          limit.mutate();
        }}
      >
        <NumberInput
          aria-label="Most days for which risk is accepted"
          value={days}
          onChange={setDays}
          min={1}
          max={DAYS_MOST}
          allowDecimal={false}
          suffix=" days"
          error={fieldError(limit.error, "max_acceptance_days")}
          disabled={disabled}
        />
        <Button type="submit" disabled={disabled || !changed} loading={limit.isPending}>
          Save
        </Button>
      </form>
    </Section>
  );
}
