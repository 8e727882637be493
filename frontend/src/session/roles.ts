/** The roles of a team, weakest first, and what each may do. */
import type { Role } from "@/api/types";

export const ROLES: readonly { value: Role; label: string; can: string }[] = [
  { value: "viewer", label: "Viewer", can: "Reads models, threats and mitigations" },
  { value: "editor", label: "Editor", can: "Imports files, works on threats and mitigations" },
  { value: "approver", label: "Approver", can: "Also marks mitigations as verified" },
  { value: "owner", label: "Owner", can: "Also manages members and deletes models" },
];

const labels = new Map(ROLES.map((role) => [role.value, role.label]));

export function roleLabel(role: Role): string {
  return labels.get(role) ?? role;
}
