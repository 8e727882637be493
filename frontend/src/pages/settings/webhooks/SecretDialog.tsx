/** Shows the secret of a webhook, this once: a click beside it does not close it. */
import { Modal } from "@/ui/Modal";
import { ShownOnce } from "@/ui/ShownOnce";

export default function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Secret of the webhook" closeOnClickOutside={false}>
      <ShownOnce secret={secret} copy="Copy" onClose={onClose}>
        Each request is signed with it (Standard Webhooks, HMAC-SHA256). It is shown only now. Chat
        programs do not need it.
      </ShownOnce>
    </Modal>
  );
}
