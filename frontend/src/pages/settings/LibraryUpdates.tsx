/** When a new rule library is applied to the models of the team, and the button that applies it to all now. */
import { Button, Checkbox, NumberInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import type { Team } from "@/api/types";
import { teamLibraryUpdatesQuery } from "@/entities/library/updateQueries";
import { Section } from "@/ui/Section";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

const DAYS_MOST = 365;
const DAYS_USUAL = 7;

export function LibraryUpdates({ team, disabled }: { team: Team; disabled: boolean }) {
  return (
    <Section
      title="Rule library updates"
      description={`After an upgrade of Bulkhead each model shows what the new rules would change. They are applied by an editor, by the next analysis (of an edit, an import or a change of your rules), or after the days set here.${
        disabled ? " Only owners can change it." : ""
      }`}
      actions={!disabled && <ApplyToAll team={team.id} />}
    >
      <DaysForm team={team} disabled={disabled} />
    </Section>
  );
}

function DaysForm({ team, disabled }: { team: Team; disabled: boolean }) {
  const client = useQueryClient();
  const saved = team.library_update_days;
  const [byHand, setByHand] = useState(saved === null);
  const [days, setDays] = useState<number | string>(saved ?? DAYS_USUAL);
  const next = byHand ? null : Number(days);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/teams/{team}/", {
          params: { path: { team: team.id } },
          body: { library_update_days: next },
        }),
      ),
    onSuccess: async () => {
      toast.success("The setting was saved.");
      await client.invalidateQueries({ queryKey: keys.team(team.id) });
    },
  });
  return (
    <form
      className={classes.narrow}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Checkbox
        label="Only by a person"
        checked={byHand}
        onChange={(event) => setByHand(event.currentTarget.checked)}
        disabled={disabled}
      />
      {!byHand && (
        <NumberInput
          label="Apply after"
          value={days}
          onChange={setDays}
          min={0}
          max={DAYS_MOST}
          allowDecimal={false}
          suffix=" days"
          error={fieldError(save.error, "library_update_days")}
          disabled={disabled}
        />
      )}
      <div className={classes.start}>
        <Button
          type="submit"
          disabled={disabled || next === saved || (!byHand && days === "")}
          loading={save.isPending}
        >
          Save
        </Button>
      </div>
    </form>
  );
}

function ApplyToAll({ team }: { team: string }) {
  const client = useQueryClient();
  const updates = useQuery(teamLibraryUpdatesQuery(team)).data;
  const apply = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/teams/{team}/library-updates/", { params: { path: { team } } })),
    onSuccess: ({ requested }) => {
      toast.success(
        `The rule library will be applied to ${modelsText(requested)}, one after the other.`,
      );
      return client.invalidateQueries({ queryKey: keys.team(team) });
    },
    onError: (error) => toast.error(error),
  });
  if (!updates?.waiting) return null;
  return (
    <Button variant="default" loading={apply.isPending} onClick={() => apply.mutate()}>
      Apply to {modelsText(updates.waiting)}
    </Button>
  );
}

function modelsText(number: number): string {
  return number === 1 ? "1 model" : `${number} models`;
}
