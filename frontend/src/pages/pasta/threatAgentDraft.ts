/** A threat agent while it is written: what the form holds, and the body that is sent. No React. */
import type { AttackerProfile } from "@/api/types";

export interface AgentDraft {
  name: string;
  about: string;
  motive: string;
  skill: AttackerProfile["skill"];
  resources: AttackerProfile["resources"];
  startRules: readonly string[];
}

export const EMPTY_AGENT: AgentDraft = {
  name: "",
  about: "",
  motive: "",
  skill: "moderate",
  resources: "",
  startRules: [],
};

export function agentDraftOf(agent: AttackerProfile): AgentDraft {
  const { name, about, motive, skill, resources } = agent;
  return {
    name,
    about,
    motive,
    skill,
    resources,
    startRules: agent.start_rules.map(({ id }) => id),
  };
}

/** Return what is sent: what the form does not show stays as it is; a new agent counts. */
export function agentBody(agent: AttackerProfile | null, draft: AgentDraft) {
  return {
    name: draft.name.trim(),
    about: draft.about.trim(),
    motive: draft.motive.trim(),
    skill: draft.skill,
    resources: draft.resources,
    counts: agent?.counts ?? true,
    enabled: agent?.enabled ?? true,
    start_rules: [...draft.startRules],
    starts: (agent?.starts ?? []).map(({ element, level }) => ({ uid: element.uid, level })),
  };
}

/** Whether there is enough to save. */
export function isAgentComplete(agent: AttackerProfile | null, draft: AgentDraft): boolean {
  const starts = draft.startRules.length + (agent?.starts.length ?? 0);
  return draft.name.trim() !== "" && starts > 0;
}
