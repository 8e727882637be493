/** What all addresses begin with: the root, the pages of guests, and the frame of the signed-in app. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { ComponentType } from "react";
import { sessionQuery } from "@/api/queries";
import { safeRedirect } from "@/session/redirect";
import { importWithRetry } from "@/ui/codeLoading";
import { firstOf, type Search } from "@/ui/searchParams";
import { AppPending } from "./AppPending";
import { Root } from "./Root";

export interface RouterContext {
  client: QueryClient;
}

/** The page that a module holds, loaded when it is first opened. */
export function page(read: () => Promise<{ default: ComponentType }>) {
  return lazyRouteComponent(() => importWithRetry(read));
}

export const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  // Search parameters are free text to the router; each list reads its own (ui/listParams.ts).
  validateSearch: (search: Record<string, unknown>) => search as Search,
});

export const guest = createRoute({
  getParentRoute: () => root,
  id: "guest",
  beforeLoad: async ({ context, search }) => {
    const session = await context.client.ensureQueryData(sessionQuery());
    if (session.user) throw redirect({ href: safeRedirect(firstOf(search, "next")) });
  },
});

export const login = createRoute({
  getParentRoute: () => guest,
  path: "/login",
  component: page(() => import("@/pages/auth/LoginPage")),
});

export const signup = createRoute({
  getParentRoute: () => guest,
  path: "/signup",
  component: page(() => import("@/pages/auth/SignupPage")),
});

export const forgotten = createRoute({
  getParentRoute: () => guest,
  path: "/reset-password",
  component: page(() => import("@/pages/auth/ForgotPasswordPage")),
});

export const reset = createRoute({
  getParentRoute: () => guest,
  path: "/reset-password/$key",
  component: page(() => import("@/pages/auth/ResetPasswordPage")),
});

export const verify = createRoute({
  getParentRoute: () => root,
  path: "/verify-email/$key",
  component: page(() => import("@/pages/auth/VerifyEmailPage")),
});

export const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite/$token",
  loader: ({ context }) => context.client.ensureQueryData(sessionQuery()),
  component: page(() => import("@/pages/auth/InvitePage")),
});

export const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: "/unsubscribe/$scope/$token",
  component: page(() => import("@/pages/auth/UnsubscribePage")),
});

export const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  component: lazyRouteComponent(() => importWithRetry(() => import("./AppLayout")), "AppLayout"),
  pendingComponent: AppPending,
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery());
    if (!session.user) throw redirect({ to: "/login", search: { next: location.href } });
  },
});
