/** A new API token, and how it is used. */
import { SecretShownOnce } from "@/ui/SecretShownOnce";
import { AgentSetup } from "./AgentSetup";
import { PushSetup } from "./PushSetup";
import type { CreatedToken } from "./TokenForm";

interface TokenSecretProps {
  created: CreatedToken;
  onClose: () => void;
}

export function TokenSecret({ created, onClose }: TokenSecretProps) {
  const { secret, forAgents, forImports, model } = created;
  const server = window.location.origin;
  return (
    <SecretShownOnce
      secret={secret}
      copy="Copy token"
      more={
        <>
          {forImports && <PushSetup server={server} model={model} />}
          {forAgents && <AgentSetup server={server} />}
        </>
      }
      onClose={onClose}
    >
      Copy it now: it is shown only this once. Keep it where your{" "}
      {forAgents ? "agent or pipeline" : "pipeline"} keeps secrets, as the variable{" "}
      <code>BULKHEAD_TOKEN</code>.
    </SecretShownOnce>
  );
}
