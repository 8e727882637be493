/** A session of LINDDUN GO as Markdown, to be pasted into a document or an issue. No React. */

import type { PrivacySession } from "@/api/types";
import { severityLabel } from "@/model/graph/severity";
import { fileWords } from "@/ui/saveFile";
import { ANSWERS, nameOf, type PlayedCard, tallyText } from "./session";

export function sessionMarkdown(
  model: string,
  session: PrivacySession,
  cards: readonly PlayedCard[],
): string {
  const people = session.participants.map(nameOf).join(", ");
  const played = cards.filter(hasSomething);
  const rest = cards.filter((card) => !hasSomething(card)).map(({ card }) => card);
  return [
    `# LINDDUN GO session of ${escaped(model)}`,
    `${session.started_at.slice(0, 10)}, with ${escaped(people)}`,
    ...played.map(cardText),
    ...(rest.length > 0 ? [`Without votes: ${rest.join(", ")}`] : []),
    "",
  ].join("\n\n");
}

/** Where the file goes: its name without what file systems do not take. */
export function fileName(model: string, { started_at }: PrivacySession): string {
  return `linddun-go-${fileWords(model)}-${started_at.slice(0, 10)}.md`;
}

function hasSomething({ votes, threats }: PlayedCard): boolean {
  return votes.length + threats.length > 0;
}

function cardText({ card, content, votes, threats }: PlayedCard): string {
  return [
    `## ${card} ${escaped(content.title)}`,
    ...(votes.length > 0 ? [tallyText(votes), votes.map(voteText).join("\n")] : []),
    ...(threats.length > 0 ? [["Threats:", ...threats.map(threatText)].join("\n")] : []),
  ].join("\n\n");
}

function voteText({ person, answer, note, subjects }: PlayedCard["votes"][number]): string {
  const label = ANSWERS.find(({ value }) => value === answer)?.label ?? answer;
  const on =
    subjects.length > 0 ? ` (${subjects.map(({ name }) => escaped(name)).join(", ")})` : "";
  return `- ${escaped(nameOf(person))}: ${label.toLowerCase()}${on}${note ? `. ${escaped(note)}` : ""}`;
}

function threatText({ number, title, severity, subject }: PlayedCard["threats"][number]): string {
  const state = severity ? severityLabel(severity) : "deleted";
  return `- T${number} ${escaped(title)} (${[state, subject].filter(Boolean).map(escaped).join(", ")})`;
}

/** Text of people as one line that Markdown shows as it is. */
function escaped(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>|#]/g, "\\$&");
}
