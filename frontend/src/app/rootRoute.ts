/** The route around all others, and pages that are loaded when they are first opened. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { importWithRetry } from "@/ui/lazyWithRetry";
import type { Search } from "@/ui/searchParams";
import { Root } from "./Root";

interface RouterContext {
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
