import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { keys } from "@/api/queries";
import { TourHost } from "./TourHost";
import { tourRequest } from "./tourStorage";

function show() {
  const client = new QueryClient();
  const user = { id: "u1", name: "Alice", email: "alice@example.com" };
  client.setQueryData(keys.session, { user, teams: [], demo: null });
  return render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <button type="button" data-tour="account">
          A
        </button>
        <section aria-label="Canvas" />
        <TourHost />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

beforeEach(() => {
  window.localStorage.clear();
  act(() => tourRequest.set(false));
});

describe("the tour", () => {
  it("is offered once: declined, it does not come back", async () => {
    const first = show();
    await userEvent.click(screen.getByRole("button", { name: "Not now" }));
    first.unmount();

    show();

    expect(screen.queryByRole("region", { name: "Tour" })).toBeNull();
  });

  it("is walked with the keyboard and given back where one was", async () => {
    show();
    screen.getByRole("button", { name: "Take the tour" }).focus();
    await userEvent.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "Your system on one canvas" });
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));

    await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByRole("dialog", { name: "That's it" })).toBeTruthy();
    await userEvent.keyboard("{ArrowLeft}");
    expect(screen.getByRole("dialog", { name: "Your system on one canvas" })).toBeTruthy();
    await userEvent.keyboard("{Escape}");

    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.queryByRole("region", { name: "Tour" })).toBeNull();
  });

  it("is not offered in a browser that wants none", () => {
    window.localStorage.setItem("bulkhead.tour.never", "yes");

    show();

    expect(screen.queryByRole("region", { name: "Tour" })).toBeNull();
  });

  it("starts again when asked, although it was seen", async () => {
    window.localStorage.setItem("bulkhead.tour.u1", "2026-01-01");
    show();
    expect(screen.queryByRole("region", { name: "Tour" })).toBeNull();

    act(() => tourRequest.set(true));

    expect(await screen.findByRole("dialog")).toBeTruthy();
  });
});
