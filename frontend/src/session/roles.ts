/** The roles of a team, weakest first, as on the server: each may do what those before it may. */
import type { Role } from "@/api/types";

interface RoleInfo {
  label: string;
  permissions: string;
}

export const ROLES: Readonly<Record<Role, RoleInfo>> = {
  viewer: { label: "Viewer", permissions: "Reads everything, comments, attends reviews" },
  editor: {
    label: "Editor",
    permissions: "Imports, draws, works on threats and mitigations",
  },
  approver: {
    label: "Approver",
    permissions: "Also verifies, accepts risk, signs off, writes rules",
  },
  owner: {
    label: "Owner",
    permissions: "Also manages members and settings, deletes models",
  },
};

const ORDER = Object.keys(ROLES) as readonly Role[];

export const ROLE_OPTIONS = ORDER.map((value) => ({
  value,
  label: ROLES[value].label,
}));

/** True when `role` allows what `needed` allows. */
export function hasRole(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && ORDER.indexOf(role) >= ORDER.indexOf(needed);
}

export function roleLabel(role: Role): string {
  return ROLES[role].label;
}
