/** Says what drives an attacker of the model, or adds one. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { AttackerProfile } from "@/api/types";
import { type AgentDraft, agentBody } from "../threatAgentDraft";

export interface SaveAgent {
  /** null for a new one. */
  agent: AttackerProfile | null;
  draft: AgentDraft;
  before: AgentDraft;
}

export const saveAgent: UndoableMutation<SaveAgent, AttackerProfile> = {
  key: "save-agent",
  run: (model, { agent, draft }) =>
    agent
      ? unwrap(
          api.PUT("/api/models/{model}/attack-paths/attackers/{attacker}/", {
            params: { path: { model, attacker: agent.id } },
            body: { ...agentBody(agent, draft), version: agent.version },
          }),
        )
      : unwrap(
          api.POST("/api/models/{model}/attack-paths/attackers/", {
            params: { path: { model } },
            body: agentBody(null, draft),
          }),
        ),
  label: (_, { name }) => `${name} saved`,
  undo: ({ agent, draft, before }, saved) =>
    agent
      ? undoWith(saveAgent, { agent: saved, draft: before, before: draft })
      : {
          run: (model) =>
            unwrap(
              api.DELETE("/api/models/{model}/attack-paths/attackers/{attacker}/", {
                params: { path: { model, attacker: saved.id }, query: { version: saved.version } },
              }),
            ),
          patch: (data) => data,
        },
};
