/** Where the entries of a team's library are: its rules and its controls. */

export type EntryKind = "rule" | "control";

export function listLink(kind: EntryKind, team: string) {
  const params = { team };
  return kind === "rule"
    ? ({ to: "/t/$team/rules", params } as const)
    : ({ to: "/t/$team/controls", params } as const);
}

export function entryLink(kind: EntryKind, team: string, id: string) {
  return kind === "rule"
    ? ({ to: "/t/$team/rules/$rule", params: { team, rule: id } } as const)
    : ({ to: "/t/$team/controls/$control", params: { team, control: id } } as const);
}

export function editLink(kind: EntryKind, team: string, id: string) {
  return kind === "rule"
    ? ({ to: "/t/$team/rules/$rule/edit", params: { team, rule: id } } as const)
    : ({ to: "/t/$team/controls/$control/edit", params: { team, control: id } } as const);
}

export function copyLink(kind: EntryKind, team: string, id: string) {
  const rest = { params: { team }, search: { from: id } };
  return kind === "rule"
    ? ({ to: "/t/$team/rules/new", ...rest } as const)
    : ({ to: "/t/$team/controls/new", ...rest } as const);
}
