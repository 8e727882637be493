/** The addresses of pages that belong to no team and no model. */
import { createRoute, redirect } from "@tanstack/react-router";
import { sessionQuery } from "@/api/queries";
import { app, page } from "./baseRoutes";

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: async ({ context }) => {
    const { teams } = await context.client.ensureQueryData(sessionQuery());
    const first = teams[0];
    if (first) throw redirect({ to: "/t/$team", params: { team: first.id } });
  },
  staticData: { help: "first-steps/" },
  component: page(() => import("@/pages/auth/FirstTeamPage")),
});

const portfolio = createRoute({
  getParentRoute: () => app,
  path: "/portfolio",
  staticData: { crumb: "Portfolio", help: "risk/#posture" },
  component: page(() => import("@/pages/posture/PortfolioPage")),
});

const myWork = createRoute({
  getParentRoute: () => app,
  path: "/my-work",
  staticData: { crumb: "My work", help: "mitigations/#my-work" },
  component: page(() => import("@/pages/myWork/MyWorkPage")),
});

const account = createRoute({
  getParentRoute: () => app,
  path: "/account",
  staticData: { crumb: "Account", help: "teams/#your-account" },
  component: page(() => import("@/pages/account/AccountPage")),
});

const inbox = createRoute({
  getParentRoute: () => app,
  path: "/inbox",
  staticData: { crumb: "Inbox", help: "teams/#your-account" },
  component: page(() => import("@/pages/inbox/InboxPage")),
});

const administration = createRoute({
  getParentRoute: () => app,
  path: "/admin",
  staticData: { crumb: "Administration", help: "teams/#administration" },
  component: page(() => import("@/pages/administration/AdministrationPage")),
});

export const userRoutes = [home, portfolio, myWork, account, inbox, administration] as const;
