import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { AppPending } from "./AppPending";
import { app } from "./baseRoutes";

it("keeps the place of the sidebar while the app loads", () => {
  const { container } = render(
    <MantineProvider>
      <AppPending />
    </MantineProvider>,
  );

  expect(screen.getByText("Bulkhead")).toBeTruthy();
  expect(screen.getByRole("main").contains(screen.getByRole("status"))).toBe(true);
  expect(container.querySelector("[data-folded=false]")).not.toBeNull();
  expect(app.options.pendingComponent).toBe(AppPending);
});
