/** How agents are connected: for each host, what is written where. The token is a variable, never the secret. No React. */

export type Transport = "http" | "stdio";

export interface AgentHost {
  id: string;
  label: string;
  /** Where the text goes. */
  place: Readonly<Partial<Record<Transport, string>>>;
  /** The text, of each transport that the host knows. */
  text: Readonly<Partial<Record<Transport, (server: string) => string>>>;
}

export const TRANSPORTS: readonly { id: Transport; label: string; help: string }[] = [
  {
    id: "http",
    label: "HTTP",
    help: "The agent connects to this server; nothing is installed.",
  },
  {
    id: "stdio",
    label: "Local command",
    help: "The agent starts the bulkhead command, which needs the package with its mcp extra.",
  },
];

const VARIABLE = "BULKHEAD_TOKEN";

export const AGENT_HOSTS: readonly AgentHost[] = [
  {
    id: "claude-code",
    label: "Claude Code",
    place: { http: "Run in a shell", stdio: "Run in a shell" },
    text: {
      http: (server) =>
        `claude mcp add --transport http bulkhead \\\n  ${endpoint(server)} \\\n  --header "Authorization: Bearer $${VARIABLE}"`,
      // What follows --env directly would be read as another variable.
      stdio: (server) =>
        `claude mcp add --env ${VARIABLE}=$${VARIABLE} \\\n  --transport stdio bulkhead \\\n  -- bulkhead mcp --server ${server}`,
    },
  },
  {
    id: "claude-desktop",
    label: "Claude Desktop",
    place: { stdio: "claude_desktop_config.json" },
    text: {
      stdio: (server) => json({ mcpServers: { bulkhead: command(server, `<${VARIABLE}>`) } }),
    },
  },
  {
    id: "vs-code",
    label: "VS Code",
    place: { http: ".vscode/mcp.json", stdio: ".vscode/mcp.json" },
    text: {
      http: (server) =>
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the host fills it in
        asking({ type: "http", ...remote(server, "${input:bulkhead-token}") }),
      stdio: (server) =>
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the host fills it in
        asking({ type: "stdio", ...command(server, "${input:bulkhead-token}") }),
    },
  },
  {
    id: "cursor",
    label: "Cursor",
    place: { http: ".cursor/mcp.json", stdio: ".cursor/mcp.json" },
    text: {
      http: (server) => json({ mcpServers: { bulkhead: remote(server, `\${env:${VARIABLE}}`) } }),
      stdio: (server) => json({ mcpServers: { bulkhead: command(server, `\${env:${VARIABLE}}`) } }),
    },
  },
];

/** Return the address where the server speaks MCP. */
function endpoint(server: string): string {
  return `${server}/mcp`;
}

function remote(server: string, token: string) {
  return { url: endpoint(server), headers: { Authorization: `Bearer ${token}` } };
}

function command(server: string, token: string) {
  return {
    command: "bulkhead",
    args: ["mcp", "--server", server],
    env: { [VARIABLE]: token },
  };
}

/** VS Code asks for the token once and keeps it out of the file. */
function asking(server: Record<string, unknown>): string {
  const input = {
    type: "promptString",
    id: "bulkhead-token",
    description: "API token of Bulkhead",
    password: true,
  };
  return json({ inputs: [input], servers: { bulkhead: server } });
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
