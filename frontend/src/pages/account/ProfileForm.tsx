/** Changes the name that team mates see. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

export function ProfileForm({ name: saved }: { name: string }) {
  const client = useQueryClient();
  const [name, setName] = useState(saved);
  const save = useMutation({
    mutationFn: () => unwrap(api.PATCH("/api/session/", { body: { name: name.trim() } })),
    onSuccess: async () => {
      toast.success("Your name was changed.");
      await Promise.all([
        client.invalidateQueries({ queryKey: keys.session }),
        client.invalidateQueries({ queryKey: ["team"] }),
      ]);
    },
  });
  return (
    <form
      className={classes.inline}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextInput
        aria-label="Name"
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(save.error, "name")}
        maxLength={100}
      />
      <Button
        type="submit"
        disabled={!name.trim() || name.trim() === saved}
        loading={save.isPending}
      >
        Save
      </Button>
    </form>
  );
}
