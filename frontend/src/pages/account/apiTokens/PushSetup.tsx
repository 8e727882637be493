/** How a pipeline imports files with a new token: the command to copy, and where it is explained. */
import { CodeBlock } from "@/ui/CodeBlock";
import forms from "@/ui/forms.module.css";
import settings from "@/ui/settings.module.css";

interface PushSetupProps {
  server: string;
  /** Empty: it is named by its id, which the address of its pages has. */
  model: string;
}

export function PushSetup({ server, model }: PushSetupProps) {
  const command = [
    "bulkhead push deploy/",
    `  --server ${server}`,
    `  --model ${model || "MODEL"}`,
    "  --fail-on high",
  ].join(" \\\n");
  return (
    <section className={forms.form} aria-label="Import from a pipeline">
      <p className={settings.note}>
        Import the files of a folder, and fail on new threats that are high or critical.{" "}
        {!model && "MODEL is the id in the address of the model's pages. "}
        <PushHelp>All options and templates for pipelines</PushHelp>
      </p>
      <CodeBlock text={command} label="command of the pipeline" />
    </section>
  );
}

/** Leads to what the documentation says of the command. */
export function PushHelp({ children }: { children: string }) {
  return (
    <a
      className={settings.link}
      href="/docs/command-line/#push-to-a-server"
      target="_blank"
      rel="noreferrer"
    >
      {children}
    </a>
  );
}
