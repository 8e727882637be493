/** Shows the secret of a webhook, this once: a click beside it does not close it. */
import { Modal } from "@/ui/Modal";
import { SecretShownOnce } from "@/ui/SecretShownOnce";

export default function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Secret of the webhook" closeOnClickOutside={false}>
      <SecretShownOnce secret={secret} copy="Copy" onClose={onClose}>
        Each request is signed with it (Standard Webhooks, HMAC-SHA256). It is shown only now. Chat
        programs do not need it.
      </SecretShownOnce>
    </Modal>
  );
}
