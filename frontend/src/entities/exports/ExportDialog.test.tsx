import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { saveFile } from "@/ui/saveFile";
import ExportDialog from "./ExportDialog";
import { sizeText } from "./ExportPreview";

vi.mock("@/ui/saveFile", async (original) => ({
  ...(await original<typeof import("@/ui/saveFile")>()),
  saveFile: vi.fn(),
}));

const FORMATS = [
  {
    id: "otm",
    name: "Open Threat Model",
    purpose: "Exchange.",
    left_out: "Paths.",
    ending: ".otm",
  },
  {
    id: "vex",
    name: "CycloneDX VEX",
    purpose: "Scanners.",
    left_out: "All.",
    ending: ".vex.cdx.json",
  },
];

afterEach(() => vi.unstubAllGlobals());

/** Answers like a server that has two formats; `failing` makes downloads fail. */
function serve({ failing = false } = {}): void {
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith("/exports/")) return Response.json({ formats: FORMATS });
    if (path.endsWith("/file/"))
      return failing ? Response.json({ detail: "Too busy." }, { status: 429 }) : new Response("{}");
    return Response.json({
      file_name: "a",
      size_bytes: 2048,
      losses: ["3 attack paths are left out."],
    });
  });
}

function open(): () => void {
  const onClose = vi.fn();
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MantineProvider>
        <ExportDialog model="m1" name="Web shop: EU" onClose={onClose} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return onClose;
}

it("says what is not in the file, and saves it under the name of the model", async () => {
  serve();
  const onClose = open();
  expect(screen.getByRole("button", { name: "Download" })).toHaveProperty("disabled", true);

  fireEvent.click(await screen.findByRole("radio", { name: /^Open Threat Model/ }));
  await screen.findByText("3 attack paths are left out.");
  screen.getByText("File size: 2 kB");
  fireEvent.click(screen.getByRole("button", { name: "Download" }));

  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(vi.mocked(saveFile).mock.calls[0]?.[0]).toBe("web-shop-eu.otm");
});

it("stays open with the reason when the file cannot be made", async () => {
  serve({ failing: true });
  const onClose = open();

  fireEvent.click(await screen.findByRole("radio", { name: /^CycloneDX VEX/ }));
  fireEvent.click(screen.getByRole("button", { name: "Download" }));

  expect((await screen.findByRole("alert")).textContent).toContain("Too busy.");
  expect(onClose).not.toHaveBeenCalled();
});

it("names sizes as people read them", () => {
  expect([812, 42_400, 1_310_000].map(sizeText)).toEqual(["812 B", "42 kB", "1.3 MB"]);
});
