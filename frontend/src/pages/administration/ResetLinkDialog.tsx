/** Makes a link to set a new password, and shows it once. */
import { Button, CopyButton, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { UserRow } from "@/api/types";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import classes from "./administration.module.css";
import { useResetLink } from "./queries";

export default function ResetLinkDialog({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const make = useResetLink();
  const link = make.data?.link;
  return (
    <Modal opened onClose={onClose} title="Password reset link">
      <div className={forms.form}>
        <p className={classes.note}>
          {link
            ? `Send this link to ${user.email}. It is shown only now, and works once.`
            : `Whoever has the link can set a new password for ${user.email}. Making it is recorded.`}
        </p>
        {link && (
          <TextInput
            label="Link"
            value={link}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
        )}
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            {link ? "Done" : "Cancel"}
          </Button>
          {link ? (
            <CopyLink link={link} />
          ) : (
            <Button loading={make.isPending} onClick={() => make.mutate(user)}>
              Make link
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

function CopyLink({ link }: { link: string }) {
  return (
    <CopyButton value={link}>
      {({ copied, copy }) => {
        const Icon = copied ? IconCheck : IconCopy;
        return (
          <Button leftSection={<Icon size={16} aria-hidden="true" />} onClick={copy}>
            {copied ? "Copied" : "Copy link"}
          </Button>
        );
      }}
    </CopyButton>
  );
}
