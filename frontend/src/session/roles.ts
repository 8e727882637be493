/** The roles of a team, weakest first, and what each may do. */
import type { Role } from "@/api/types";

interface RoleInfo {
  label: string;
  permissions: string;
  /** A role may do what every role of a lower rank may. */
  rank: number;
}

export const ROLES: Readonly<Record<Role, RoleInfo>> = {
  viewer: { label: "Viewer", permissions: "Reads everything, comments, attends reviews", rank: 0 },
  editor: {
    label: "Editor",
    permissions: "Imports, draws, works on threats and mitigations",
    rank: 1,
  },
  approver: {
    label: "Approver",
    permissions: "Also verifies, accepts risk, signs off, writes rules",
    rank: 2,
  },
  owner: {
    label: "Owner",
    permissions: "Also manages members and settings, deletes models",
    rank: 3,
  },
};

export const ROLE_OPTIONS = (Object.keys(ROLES) as Role[]).map((value) => ({
  value,
  label: ROLES[value].label,
}));

/** True when `role` allows what `needed` allows. */
export function hasRole(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && ROLES[role].rank >= ROLES[needed].rank;
}

export function roleLabel(role: Role): string {
  return ROLES[role].label;
}
