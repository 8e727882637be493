import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { PassingPath, PassingPaths, ThreatDetail } from "@/api/types";
import { parseSearch, stringifySearch } from "@/ui/searchParams";
import ThreatPaths from "./ThreatPaths";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1" }) }));
afterEach(() => vi.unstubAllGlobals());

/** A goal at `name`, with the likeliest of the paths to it. */
function passing(name: string, more: Partial<PassingPath> = {}): PassingPath {
  const element = { type: "element", id: name, uid: `compose:${name}`, name, kind: "workload" };
  const goal = { key: `key-${name}`, title: "The data of a store", element, level: "read" };
  return { goal, paths: 2, number: 3, score: 42, possible: false, ...more } as PassingPath;
}

/** Show the threat 7, of which the server says this. */
function open(found: Partial<PassingPaths>) {
  const fetching = vi.fn(async (_request: Request) =>
    Response.json({ paths: 0, of: 9, goals: found.results?.length ?? 0, results: [], ...found }),
  );
  vi.stubGlobal("fetch", fetching);
  const root = createRootRoute({
    component: () => <ThreatPaths threat={{ number: 7 } as ThreatDetail} />,
  });
  const history = createMemoryHistory();
  const router = createRouter({ routeTree: root, history, parseSearch, stringifySearch });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <RouterProvider router={router as never} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return fetching;
}

it("counts the paths that use the weakness, and leads to the likeliest one to each goal", async () => {
  const fetching = open({ paths: 4, results: [passing("db"), passing("cache", { number: 1 })] });

  await screen.findByText("4 of 9 attack paths use this weakness. They lead to:");
  const links = screen.getAllByRole("link");
  expect(links.map((link) => link.getAttribute("href"))).toEqual([
    "/m/m1/attack-paths/key-db?path=3",
    "/m/m1/attack-paths/key-cache?path=1",
  ]);
  expect(links[0]?.textContent).toContain("db");
  expect(screen.queryByText(/more goal/)).toBeNull();
  expect(fetching.mock.calls[0]?.[0].url).toContain("/attack-paths/through/?threat=7");
});

it("says of one path that it uses the weakness, and how many goals are not listed", async () => {
  open({ paths: 1, of: 1, goals: 23, results: [passing("db")] });

  await screen.findByText("1 of 1 attack path uses this weakness. They lead to:");
  expect(screen.getByText("and 22 more goals")).toBeTruthy();
});

it("says so where all of them wait for an unknown fact", async () => {
  open({ results: [passing("db", { paths: 0, possible: true })] });

  await screen.findByText("Only possible attack paths use this weakness. They lead to:");
  expect(screen.getByText("Possible")).toBeTruthy();
});

it("shows nothing where no path uses the weakness", async () => {
  const fetching = open({});

  await waitFor(() => expect(fetching).toHaveBeenCalled());
  await waitFor(() => expect(screen.queryByText("Attack paths")).toBeNull());
});
