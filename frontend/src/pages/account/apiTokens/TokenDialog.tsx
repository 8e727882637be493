/** Creates an API token. The dialog ends with the token, which is shown this once: it does not close by itself. */
import { useState } from "react";
import { Modal } from "@/ui/Modal";
import { type CreatedToken, TokenForm } from "./TokenForm";
import { TokenSecret } from "./TokenSecret";

export default function TokenDialog({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<CreatedToken | null>(null);
  const asking = created === null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={asking ? "Create API token" : "Your new API token"}
      closeOnClickOutside={asking}
      {...(asking ? {} : { closeOnEscape: false })}
    >
      {asking ? (
        <TokenForm onCancel={onClose} onCreated={setCreated} />
      ) : (
        <TokenSecret created={created} onClose={onClose} />
      )}
    </Modal>
  );
}
