/** What agents propose, in words: what it is, from whom, and what came of it. No React. */
import type { Proposal } from "@/api/types";
import { factText, formatValue } from "./facts";
import type { StatusStyle } from "./threatStatuses";

export type ProposalKind = Proposal["kind"];
export type ProposalState = Proposal["state"];
type ProposedFlow = NonNullable<Proposal["flow"]>;

export const PROPOSAL_KINDS: Readonly<Record<ProposalKind, string>> = {
  answer: "Answer",
  mitigation: "Mitigation",
  flow: "Flow",
};

export const PROPOSAL_STATES: Readonly<Record<ProposalState, StatusStyle>> = {
  pending: { label: "Pending", tone: "accent", fill: "empty" },
  accepted: { label: "Accepted", tone: "good", fill: "tick" },
  rejected: { label: "Rejected", tone: "neutral", fill: "cross" },
  withdrawn: { label: "Withdrawn", tone: "neutral", fill: "dashed" },
  outdated: { label: "Outdated", tone: "warn", fill: "half" },
};

/** The states that never change again, in the order of filters. */
export const DECIDED_STATES = ["accepted", "rejected", "outdated", "withdrawn"] as const;

/** Return "Answer: web · Read-only root filesystem = yes"; names in it are text of the model and of agents. */
export function proposalWords(proposal: Proposal): string {
  const { kind, answer, mitigation, flow } = proposal;
  const words = `${PROPOSAL_KINDS[kind]}: `;
  if (answer) return `${words}${answer.subject.name} · ${answer.label} = ${answerText(answer)}`;
  if (mitigation) return `${words}${mitigation.title}${forThreats(mitigation.threats)}`;
  if (!flow) return `${words}${proposal.title}`;
  const facts = flowFacts(flow);
  return `${words}${flow.source.name} → ${flow.destination.name}${facts && `, ${facts}`}`;
}

export function answerText({ fact, value }: NonNullable<Proposal["answer"]>): string {
  return factText(fact, value);
}

function forThreats(threats: readonly { number: number }[]): string {
  return threats.length === 0 ? "" : ` for ${threats.map(({ number }) => `T${number}`).join(", ")}`;
}

// Their values say what they are of.
const WITHOUT_LABEL: ReadonlySet<string> = new Set(["protocol", "port"]);

/** Return "https, 443, encrypted: yes"; empty where nothing is said of the flow. */
export function flowFacts({ facts }: Pick<ProposedFlow, "facts">): string {
  return facts
    .map(({ fact, label, value }) => {
      const text = formatValue(value);
      return WITHOUT_LABEL.has(fact) ? text : `${label.toLowerCase()}: ${text}`;
    })
    .join(", ");
}

/** The program that proposed it, as it calls itself, else its token. */
export function agentName({ agent, token }: Pick<Proposal, "agent" | "token">): string {
  return agent || token.name || "a program";
}

export function personLabel(person: { name: string; email?: string } | null): string {
  return person ? person.name || person.email || "a former member" : "a former member";
}

/** Return "1 proposal waits" or "3 proposals wait". */
export function proposalsWaiting(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "proposal waits" : "proposals wait"}`;
}

/** Return "1 proposal" or "3 proposals". */
export function proposalCount(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "proposal" : "proposals"}`;
}

/** Whether a text is longer than what a row shows of it. */
export function isLongText(text: string): boolean {
  return text.length > 240 || text.split("\n").length > 3;
}
