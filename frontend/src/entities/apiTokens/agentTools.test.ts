import { expect, test } from "vitest";
import type { AgentTool } from "@/api/types";
import { allowedTools, isAllowed, toolCount, toolGroups, withGroup } from "./agentTools";

const tool = (name: AgentTool["name"], proposes: boolean) =>
  ({ name, title: name, description: "", proposes }) satisfies AgentTool;
const TOOLS = [tool("get_model", false), tool("list_threats", false), tool("propose_answer", true)];

test("tools are grouped by whether they propose something", () => {
  expect(toolGroups(TOOLS).map(({ id, tools }) => [id, tools.map(({ name }) => name)])).toEqual([
    ["read", ["get_model", "list_threats"]],
    ["propose", ["propose_answer"]],
  ]);
});

test("a group needs its scope, and to write includes to propose", () => {
  const [read, propose] = toolGroups(TOOLS);

  expect(read && isAllowed(read, ["import"])).toBe(false);
  expect(propose && isAllowed(propose, ["read", "write"])).toBe(true);
});

test("without its scope a tool is no longer chosen", () => {
  expect(allowedTools(["get_model", "propose_answer"], TOOLS, ["read"])).toEqual(["get_model"]);
});

test("a group is chosen as a whole and left out as a whole", () => {
  const [read] = toolGroups(TOOLS);
  if (!read) throw new Error("no group");
  const all = withGroup(["propose_answer", "get_model"], read, true);

  expect(all).toEqual(["propose_answer", "get_model", "list_threats"]);
  expect(withGroup(all, read, false)).toEqual(["propose_answer"]);
});

test("the list says how many tools a token has", () => {
  expect(toolCount({ tools: [] })).toBe("");
  expect(toolCount({ tools: ["get_model"] })).toBe("1 agent tool");
});
