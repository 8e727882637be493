/** The pages for people who are not signed in. */
import { createRoute, redirect } from "@tanstack/react-router";
import { sessionQuery } from "@/api/queries";
import { safeRedirect } from "@/session/redirect";
import { firstOf } from "@/ui/searchParams";
import { page, root } from "./rootRoute";

const guest = createRoute({
  getParentRoute: () => root,
  id: "guest",
  beforeLoad: async ({ context, search }) => {
    const session = await context.client.ensureQueryData(sessionQuery());
    if (session.user) throw redirect({ href: safeRedirect(firstOf(search, "next")) });
  },
});

const login = createRoute({
  getParentRoute: () => guest,
  path: "/login",
  component: page(() => import("@/pages/auth/LoginPage")),
});

const signup = createRoute({
  getParentRoute: () => guest,
  path: "/signup",
  component: page(() => import("@/pages/auth/SignupPage")),
});

const forgotten = createRoute({
  getParentRoute: () => guest,
  path: "/reset-password",
  component: page(() => import("@/pages/auth/ForgotPasswordPage")),
});

const reset = createRoute({
  getParentRoute: () => guest,
  path: "/reset-password/$key",
  component: page(() => import("@/pages/auth/ResetPasswordPage")),
});

const verify = createRoute({
  getParentRoute: () => root,
  path: "/verify-email/$key",
  component: page(() => import("@/pages/auth/VerifyEmailPage")),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite/$token",
  loader: ({ context }) => context.client.ensureQueryData(sessionQuery()),
  component: page(() => import("@/pages/auth/InvitePage")),
});

export const guestRoutes = [
  guest.addChildren([login, signup, forgotten, reset]),
  invite,
  verify,
] as const;
