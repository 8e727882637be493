/** How the agent that uses a new token is connected: a text to copy, by host and transport. */
import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { AGENT_HOSTS, TRANSPORTS, type Transport } from "@/entities/apiTokens/agentHosts";
import { CodeBlock } from "@/ui/CodeBlock";
import forms from "@/ui/forms.module.css";
import settings from "@/ui/settings.module.css";

export function AgentSetup({ server }: { server: string }) {
  const [id, setId] = useState(AGENT_HOSTS[0]?.id);
  const [wanted, setWanted] = useState<Transport>("http");
  const host = AGENT_HOSTS.find((one) => one.id === id);
  const offered = TRANSPORTS.filter((one) => host?.text[one.id]);
  const transport = offered.find((one) => one.id === wanted) ?? offered[0];
  if (!host || !transport) return null;
  const place = host.place[transport.id] ?? "";
  return (
    <section className={forms.form} aria-label="Connect an agent">
      <NativeSelect
        label="Connect an agent"
        description="The token stays a variable or placeholder: keep it out of files that are shared."
        data={AGENT_HOSTS.map((one) => ({ value: one.id, label: one.label }))}
        value={host.id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      {offered.length > 1 && (
        <SegmentedControl
          aria-label="Transport"
          size="xs"
          value={transport.id}
          onChange={(next) => setWanted(next as Transport)}
          data={offered.map((one) => ({ value: one.id, label: one.label }))}
        />
      )}
      <p className={settings.note}>
        {place}. {transport.help}
      </p>
      <CodeBlock text={host.text[transport.id]?.(server) ?? ""} label={`setup of ${host.label}`} />
    </section>
  );
}
