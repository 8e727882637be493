/** A new API token, and how it is used. */
import { SecretShownOnce } from "@/ui/SecretShownOnce";
import { AgentSetup } from "./AgentSetup";
import type { CreatedToken } from "./TokenForm";

interface TokenSecretProps {
  created: CreatedToken;
  onClose: () => void;
}

export function TokenSecret({ created, onClose }: TokenSecretProps) {
  const { secret, forAgents } = created;
  return (
    <SecretShownOnce
      secret={secret}
      copy="Copy token"
      more={forAgents && <AgentSetup server={window.location.origin} />}
      onClose={onClose}
    >
      Copy it now: it is shown only this once. Keep it where your{" "}
      {forAgents ? "agent or pipeline" : "pipeline"} keeps secrets, as the variable{" "}
      <code>BULKHEAD_TOKEN</code>.
    </SecretShownOnce>
  );
}
