/** Every address of the front end. Pages are loaded when they are first opened. */
import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { PagePending } from "@/ui/PagePending";
import { parseSearch, stringifySearch } from "@/ui/searchParams";
import {
  app,
  forgotten,
  guest,
  invite,
  login,
  reset,
  root,
  signup,
  unsubscribe,
  verify,
} from "./baseRoutes";
import { ErrorPage } from "./ErrorPage";
import { modelRoutes } from "./modelRoutes";
import { NotFoundPage } from "./NotFoundPage";
import { teamRoutes } from "./teamRoutes";
import { userRoutes } from "./userRoutes";

const tree = root.addChildren([
  guest.addChildren([login, signup, forgotten, reset]),
  invite,
  verify,
  unsubscribe,
  app.addChildren([...userRoutes, ...teamRoutes, modelRoutes]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    // Query decides what is fresh, not the router.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}
