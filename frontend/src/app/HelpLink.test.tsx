import { MantineProvider } from "@mantine/core";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { HelpLink } from "./HelpLink";

/** Show the link on a page below one that names a part of the handbook. */
async function show(help: string | undefined): Promise<HTMLElement> {
  const root = createRootRoute({ component: HelpLink, staticData: { help: "first-steps/" } });
  const page = createRoute({
    getParentRoute: () => root,
    path: "/",
    component: Outlet,
    staticData: help === undefined ? {} : { help },
  });
  const router = createRouter({
    routeTree: root.addChildren([page]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  render(
    <MantineProvider>
      <RouterProvider router={router as never} />
    </MantineProvider>,
  );
  return screen.findByRole("link", { name: "Help for this page (opens in a new tab)" });
}

describe("the help of a page", () => {
  it("is the part of the handbook that the page names, and reached by Tab", async () => {
    const link = await show("threats/#coverage");
    await userEvent.tab();

    expect(link.getAttribute("href")).toBe("/docs/handbook/threats/#coverage");
    expect(document.activeElement).toBe(link);
  });

  it("is that of the page around where the page names none", async () => {
    const link = await show(undefined);

    expect(link.getAttribute("href")).toBe("/docs/handbook/first-steps/");
  });
});
