/** Titles of rules, which name the element they are about. */

/** Return "{self.name} runs privileged" as "… runs privileged", and the other names by their role: "the pod". */
export function ruleTitle(title: string): string {
  const text = title
    .replaceAll("{self.name}", "…")
    .replaceAll(/\{(\w+)\.name\}/g, (_, role: string) => `the ${ROLES[role] ?? role}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const ROLES: Readonly<Record<string, string>> = { ns: "namespace", account: "service account" };
