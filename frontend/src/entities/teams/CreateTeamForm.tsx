/** Asks for the name of a new team. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys, sessionQuery } from "@/api/queries";
import forms from "@/ui/forms.module.css";

export function CreateTeamForm({ onDone }: { onDone?: () => void }) {
  const [name, setName] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => unwrap(api.POST("/api/teams/", { body: { name: name.trim() } })),
    onSuccess: async (team) => {
      await client.invalidateQueries({ queryKey: keys.session });
      await client.ensureQueryData(sessionQuery());
      onDone?.();
      await navigate({ to: "/t/$team", params: { team: team.id } });
    },
  });
  return (
    <form
      className={forms.form}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <TextInput
        label="Team name"
        description="Models belong to a team. Everyone in it sees them."
        placeholder="Payments platform"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(create.error, "name")}
        maxLength={100}
        required
        data-autofocus
      />
      <div className={forms.actions}>
        <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
          Create team
        </Button>
      </div>
    </form>
  );
}
