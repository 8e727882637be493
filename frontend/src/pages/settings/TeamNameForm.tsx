/** Renames the team. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import type { Team } from "@/api/types";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

export function TeamNameForm({ team, disabled }: { team: Team; disabled: boolean }) {
  const client = useQueryClient();
  const [name, setName] = useState(team.name);
  const changed = name.trim() !== "" && name.trim() !== team.name;
  const rename = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/teams/{team}/", {
          params: { path: { team: team.id } },
          body: { name: name.trim() },
        }),
      ),
    onSuccess: async () => {
      toast.success("The team was renamed.");
      await Promise.all([
        client.invalidateQueries({ queryKey: keys.team(team.id) }),
        client.invalidateQueries({ queryKey: keys.session }),
      ]);
    },
  });
  return (
    <form
      className={classes.inline}
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <TextInput
        aria-label="Team name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(rename.error, "name")}
        maxLength={100}
        disabled={disabled}
      />
      <Button type="submit" disabled={disabled || !changed} loading={rename.isPending}>
        Save
      </Button>
    </form>
  );
}
