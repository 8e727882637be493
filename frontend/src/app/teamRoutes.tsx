/** The addresses of a team's pages. */
import { createRoute } from "@tanstack/react-router";
import { app, page } from "./baseRoutes";

const dashboard = createRoute({
  getParentRoute: () => app,
  path: "/t/$team",
  staticData: { crumb: "Models", help: "first-steps/#create-a-model" },
  component: page(() => import("@/pages/dashboard/DashboardPage")),
});

const members = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/members",
  staticData: { crumb: "Members", help: "teams/#members" },
  component: page(() => import("@/pages/members/MembersPage")),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/settings",
  staticData: { crumb: "Settings", help: "teams/#settings" },
  component: page(() => import("@/pages/settings/TeamSettingsPage")),
});

const auditLog = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/settings/audit",
  staticData: {
    crumb: "Settings",
    crumbTo: "/t/$team/settings",
    crumbPage: "Audit log",
    help: "teams/#settings",
  },
  component: page(() => import("@/pages/audit/AuditLogPage")),
});

const riskMatrix = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/settings/risk",
  staticData: {
    crumb: "Settings",
    crumbTo: "/t/$team/settings",
    crumbPage: "Risk matrix",
    help: "risk/#risk-matrix",
  },
  component: page(() => import("@/pages/riskMatrix/RiskMatrixPage")),
});

const tracker = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/settings/trackers/$tracker",
  staticData: {
    crumb: "Settings",
    crumbTo: "/t/$team/settings",
    crumbPage: "Issue tracker",
    help: "mitigations/#issue-trackers",
  },
  component: page(() => import("@/pages/trackers/TrackerPage")),
});

const rules = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/rules",
  staticData: { crumb: "Rules", help: "teams/#rules" },
  component: page(() => import("@/pages/rules/RulesPage")),
});

const newRule = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/rules/new",
  staticData: { crumb: "Rules", crumbTo: "/t/$team/rules", help: "teams/#rules" },
  component: page(() => import("@/pages/rules/NewRulePage")),
});

const rule = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/rules/$rule",
  staticData: { crumb: "Rules", crumbTo: "/t/$team/rules", help: "teams/#rules" },
  component: page(() => import("@/pages/rules/RulePage")),
});

const editRule = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/rules/$rule/edit",
  staticData: { crumb: "Rules", crumbTo: "/t/$team/rules", help: "teams/#rules" },
  component: page(() => import("@/pages/rules/EditRulePage")),
});

const controls = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/controls",
  staticData: { crumb: "Controls", help: "mitigations/#controls" },
  component: page(() => import("@/pages/controls/ControlsPage")),
});

const newControl = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/controls/new",
  staticData: { crumb: "Controls", crumbTo: "/t/$team/controls", help: "mitigations/#controls" },
  component: page(() => import("@/pages/controls/NewControlPage")),
});

const control = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/controls/$control",
  staticData: { crumb: "Controls", crumbTo: "/t/$team/controls", help: "mitigations/#controls" },
  component: page(() => import("@/pages/controls/ControlPage")),
});

const editControl = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/controls/$control/edit",
  staticData: { crumb: "Controls", crumbTo: "/t/$team/controls", help: "mitigations/#controls" },
  component: page(() => import("@/pages/controls/EditControlPage")),
});

const acceptances = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/acceptances",
  staticData: { crumb: "Accepted risks", help: "accepting-risk/" },
  component: page(() => import("@/pages/acceptances/AcceptancesPage")),
});

const teamPosture = createRoute({
  getParentRoute: () => app,
  path: "/t/$team/posture",
  staticData: { crumb: "Posture", help: "risk/#posture" },
  component: page(() => import("@/pages/posture/TeamPosturePage")),
});

export const teamRoutes = [
  dashboard,
  members,
  settings,
  auditLog,
  riskMatrix,
  tracker,
  rules,
  newRule,
  rule,
  editRule,
  controls,
  newControl,
  control,
  editControl,
  acceptances,
  teamPosture,
] as const;
