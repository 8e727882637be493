import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { EditorState } from "../editorState/editorState";
import { ExportMenu } from "./ExportMenu";

vi.mock("@/session/useModel", () => ({
  useModel: () => ({ id: "m1", row: { name: "Shop: EU" } }),
}));
const saved = vi.hoisted(() => vi.fn());
vi.mock("@/ui/saveFile", async (original) => ({
  ...(await original<typeof import("@/ui/saveFile")>()),
  saveFile: saved,
}));

afterEach(() => {
  vi.unstubAllGlobals();
  saved.mockClear();
});

/** Shows the menu over a canvas with two elements; returns what the server is asked for. */
function shown(): unknown[] {
  const bodies: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    bodies.push(await request.json());
    return new Response("<svg/>", { headers: { "Content-Type": "image/svg+xml" } });
  });
  const drawn = new Map([["web", {}], ["db", {}]]) as unknown as EditorState["drawn"]; // biome-ignore format: one line
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <ExportMenu editor={{ drawn }} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Export picture" }));
  return bodies;
}

it("saves what the canvas shows", async () => {
  const bodies = shown();

  fireEvent.click(await screen.findByRole("menuitem", { name: "PNG (pixels)" }));

  await waitFor(() => expect(saved).toHaveBeenCalled());
  expect(saved.mock.calls[0]?.[0]).toBe("architecture-shop-eu.png");
  expect(bodies).toEqual([{ type: "png", elements: ["web", "db"] }]);
});

it("prints the picture once it is loaded, and takes it away then", async () => {
  const print = vi.fn();
  vi.stubGlobal("print", print);
  shown();

  fireEvent.click(await screen.findByRole("menuitem", { name: "Print" }));
  const picture = await screen.findByAltText("Architecture of Shop: EU");
  expect(print).not.toHaveBeenCalled();
  fireEvent.load(picture);
  expect(print).toHaveBeenCalledOnce();

  fireEvent(window, new Event("afterprint"));
  await waitFor(() => expect(screen.queryByAltText("Architecture of Shop: EU")).toBeNull());
});
