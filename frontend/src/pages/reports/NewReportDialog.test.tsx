import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { ReportOptions } from "@/api/types";
import NewReportDialog from "./NewReportDialog";

vi.mock("@/session/useModel", () => ({
  useModel: () => ({ id: "m1", canEdit: true, row: { team: { id: "t1" } } }),
}));

const OPTIONS = {
  formats: [
    { id: "pdf", label: "PDF", suffix: ".pdf", media_type: "", table_only: false },
    { id: "xlsx", label: "Excel (XLSX)", suffix: ".xlsx", media_type: "", table_only: true },
  ],
  sections: [
    { id: "summary", title: "Summary", about: "Figures.", of_versions: true, not_of_versions: "" },
    {
      id: "changes",
      title: "Changes",
      about: "What differs.",
      of_versions: true,
      not_of_versions: "",
    },
    {
      ...{ id: "threats", title: "Threats", about: "All." },
      ...{ of_versions: false, not_of_versions: "Only the present is kept." },
    },
  ],
  keep_days: 90,
  link_days_most: 90,
} as ReportOptions;
const TEMPLATE = {
  ...{ id: "x1", name: "Audit", classification: "Secret", sections: ["threats"] },
  ...{ has_logo: false, version: 0, updated_by: null, updated_at: "" },
};
const VERSION = {
  ...{ id: "v1", seq: 3, name: "Release 1", note: "", created_by: null, created_at: "" },
  ...{ kind: "plain", approvals: [{ by: null, at: "", ended_at: "" }] },
};

// A dialog with many controls takes seconds to render on a busy machine.
vi.setConfig({ testTimeout: 20_000 });
afterEach(() => vi.unstubAllGlobals());

/** Shows the dialog; returns the reports that were asked for. */
function shown(onClose = vi.fn()): unknown[] {
  const bodies: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST") bodies.push(await request.json());
    const path = new URL(request.url).pathname;
    if (path.endsWith("report-templates/")) return Response.json([TEMPLATE]);
    return Response.json({ results: path.endsWith("versions/") ? [VERSION] : [] });
  });
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MantineProvider env="test">
        <NewReportDialog options={OPTIONS} onClose={onClose} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return bodies;
}

const create = () => fireEvent.click(screen.getByRole("button", { name: "Create report" }));

it("asks for the sections that are chosen, in their order", async () => {
  const onClose = vi.fn();
  const bodies = shown(onClose);

  fireEvent.click(screen.getByText("Executive summary"));
  fireEvent.click(screen.getByLabelText("Threats"));
  fireEvent.click(screen.getByLabelText("Move Threats up"));
  create();

  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(bodies).toEqual([
    {
      format: "pdf",
      sections: ["threats", "summary"],
      since: "",
      version: null,
      template: null,
      classification: "",
    },
  ]);
});

it("names the state to compare with only where changes are a section", async () => {
  const bodies = shown();

  fireEvent.click(screen.getByLabelText("Changes"));
  create();

  await waitFor(() => expect(bodies).toHaveLength(1));
  expect(bodies[0]).toMatchObject({ since: "0" });
});

it("has no sections for tables", async () => {
  const bodies = shown();

  fireEvent.click(screen.getByRole("radio", { name: /^Excel/ }));
  expect(screen.queryByRole("checkbox")).toBeNull();
  create();

  await waitFor(() => expect(bodies).toHaveLength(1));
  expect(bodies[0]).toMatchObject({ format: "xlsx", sections: [] });
});

it("is about a version, with the sections that versions have", async () => {
  const bodies = shown();

  const about = await screen.findByRole("combobox", { name: "Version" });
  expect(screen.getByRole("option", { name: "Release 1 (approved before)" })).toBeTruthy();
  fireEvent.change(about, { target: { value: "v1" } });
  expect(screen.queryByLabelText("Threats")).toBeNull();
  expect(screen.getByText("No Threats for a version: only the present is kept.")).toBeTruthy();
  create();

  await waitFor(() => expect(bodies).toHaveLength(1));
  expect(bodies[0]).toMatchObject({ version: "v1", sections: ["summary"] });
});

it("starts from a template", async () => {
  const bodies = shown();

  const template = await screen.findByRole("combobox", { name: "Template" });
  fireEvent.change(template, { target: { value: "x1" } });
  create();

  await waitFor(() => expect(bodies).toHaveLength(1));
  expect(bodies[0]).toMatchObject({
    ...{ template: "x1", classification: "Secret", sections: ["threats"] },
  });
});
