/** Questions about one fact, asked of several elements at once: how they read and how they are worked through. */
import type { QuestionGroup } from "@/api/types";

/** What the server writes where the name of the element goes. */
const NAME = "{name}";

/** Return the question as it is asked: of the one element by its name, of several as "each of these". */
export function groupText(group: QuestionGroup): string {
  const only = group.count === 1 ? group.questions[0] : undefined;
  return group.text.replaceAll(NAME, only ? only.subject.name : "each of these");
}

/** Return "6 images" or "1 image"; `kinds` has the plural the catalogue gives. */
export function groupSize(
  group: Pick<QuestionGroup, "count" | "kind">,
  kinds: ReadonlyMap<string, { label: string; plural: string }>,
): string {
  const kind = kinds.get(group.kind) ?? { label: "data flow", plural: "data flows" };
  const noun = group.count === 1 ? kind.label : kind.plural;
  // Names such as "CI pipeline" keep their capitals.
  const word = /^[A-Z][a-z]/.test(noun) ? noun.charAt(0).toLowerCase() + noun.slice(1) : noun;
  return `${group.count.toLocaleString("en-US")} ${word}`;
}

/** Return the group without the questions answered, or null when none is left. */
export function withoutAnswered(
  group: QuestionGroup,
  answered: ReadonlySet<string>,
): QuestionGroup | null {
  const questions = group.questions.filter((one) => !answered.has(one.id));
  const gone = group.questions.length - questions.length;
  if (gone === 0) return group;
  return group.count === gone ? null : { ...group, questions, count: group.count - gone };
}
