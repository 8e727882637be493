/** Invites somebody by a link, which is shown this once. */
import { Button, CopyButton, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { invitationsQuery } from "@/api/queries";
import type { Role } from "@/api/types";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import classes from "./MemberTable.module.css";
import { RoleSelect } from "./RoleSelect";

interface InviteDialogProps {
  team: string;
  onClose: () => void;
}

export default function InviteDialog({ team, onClose }: InviteDialogProps) {
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const invite = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/teams/{team}/invitations/", {
          params: { path: { team } },
          body: { email: email.trim(), role },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery(team).queryKey }),
  });
  return (
    <Modal opened onClose={onClose} title="Invite to the team">
      {invite.data ? (
        <InvitationLink email={invite.data.email} link={invite.data.link} onDone={onClose} />
      ) : (
        <form
          className={forms.form}
          onSubmit={(event) => {
            event.preventDefault();
            invite.mutate();
          }}
        >
          <TextInput
            label="Email"
            type="email"
            placeholder="ada@example.com"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={fieldError(invite.error, "email")}
            required
            withAsterisk={false}
            data-autofocus
          />
          <RoleSelect
            label="Role"
            value={role}
            onChange={setRole}
            error={fieldError(invite.error, "role", false)}
          />
          <div className={forms.actions}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={invite.isPending}>
              Create invitation
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

function InvitationLink({
  email,
  link,
  onDone,
}: {
  email: string;
  link: string;
  onDone: () => void;
}) {
  return (
    <div className={classes.stack}>
      <p className={classes.note}>
        Send this link to {email}. It is shown only now, and works once.
      </p>
      <div className={classes.linkRow}>
        <TextInput
          label="Invitation link"
          value={link}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button
              variant={copied ? "default" : "filled"}
              leftSection={
                copied ? (
                  <IconCheck size={16} aria-hidden="true" />
                ) : (
                  <IconCopy size={16} aria-hidden="true" />
                )
              }
              onClick={copy}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </div>
      <div className={forms.actions}>
        <Button variant="default" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
