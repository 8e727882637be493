/** The tools that an agent may use with a token: in groups, as far as its scopes allow them. No React. */
import type { AgentTool, ApiToken } from "@/api/types";
import type { TokenScope } from "./tokenScopes";

export type ToolName = AgentTool["name"];

export interface ToolGroup {
  id: "read" | "propose";
  label: string;
  help: string;
  /** One of them has to be given. */
  needs: readonly TokenScope[];
  tools: readonly AgentTool[];
}

/** Return the groups of tools in the order of the server. */
export function toolGroups(tools: readonly AgentTool[]): ToolGroup[] {
  return [
    {
      id: "read",
      label: "Read",
      help: "Models, threats, questions, attack paths and controls.",
      needs: ["read"],
      tools: tools.filter((tool) => !tool.proposes),
    },
    {
      id: "propose",
      label: "Propose",
      help: "Answers, mitigations and flows, which wait for a person.",
      needs: ["propose", "write"],
      tools: tools.filter((tool) => tool.proposes),
    },
  ];
}

export function isAllowed({ needs }: ToolGroup, scopes: readonly TokenScope[]): boolean {
  return needs.some((scope) => scopes.includes(scope));
}

/** Return the chosen tools that the scopes still allow. */
export function allowedTools(
  chosen: readonly ToolName[],
  tools: readonly AgentTool[],
  scopes: readonly TokenScope[],
): ToolName[] {
  const allowed = new Set(
    toolGroups(tools)
      .filter((group) => isAllowed(group, scopes))
      .flatMap((group) => group.tools.map(({ name }) => name)),
  );
  return chosen.filter((name) => allowed.has(name));
}

/** Return the chosen tools with those of the group, or without them. */
export function withGroup(
  chosen: readonly ToolName[],
  { tools }: Pick<ToolGroup, "tools">,
  all: boolean,
): ToolName[] {
  const names = tools.map(({ name }) => name);
  const others = chosen.filter((name) => !names.includes(name));
  return all ? [...others, ...names] : others;
}

/** Return "12 agent tools"; empty where no agent may use the token. */
export function toolCount({ tools }: Pick<ApiToken, "tools">): string {
  if (tools.length === 0) return "";
  return `${tools.length} agent ${tools.length === 1 ? "tool" : "tools"}`;
}
