import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { ReportRow } from "@/api/types";
import { ReportActions } from "./ReportActions";

const REPORT = {
  ...{ id: "r1", state: "ready", format: "pdf", sections: ["summary"], since: "" },
  ...{ classification: "Secret", template: { id: "x1", name: "Audit" } },
} as unknown as ReportRow;

afterEach(() => vi.unstubAllGlobals());

/** Shows the actions of a report; returns the requests that they send. */
function shown(report: ReportRow, canEdit = true): string[] {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = await request.text();
    sent.push(`${request.method} ${new URL(request.url).pathname} ${body}`.trim());
    return request.method === "DELETE" ? new Response(null, { status: 204 }) : Response.json({});
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <ReportActions
          model="m1"
          report={report}
          labels={new Map([["pdf", "PDF"]])}
          canEdit={canEdit}
        />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return sent;
}

it("downloads what is ready, for viewers too", () => {
  shown(REPORT, false);

  const link = screen.getByRole("link", { name: "Download PDF report" });
  expect(link.getAttribute("href")).toBe("/api/models/m1/reports/r1/file/");
  expect(screen.queryByRole("button")).toBeNull();
});

it("cancels what is being made", async () => {
  const sent = shown({ ...REPORT, state: "running", job: "j1" });

  fireEvent.click(screen.getByRole("button", { name: "Cancel PDF report" }));

  await waitFor(() => expect(sent).toEqual(["POST /api/models/m1/jobs/j1/cancel/"]));
  expect(screen.queryByRole("link")).toBeNull();
});

it("makes a failed one again, and then deletes it", async () => {
  const sent = shown({ ...REPORT, state: "failed" });

  fireEvent.click(screen.getByRole("button", { name: "Try again" }));

  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[0]).toContain('"format":"pdf","sections":["summary"]');
  expect(sent[0]).toContain('"template":"x1"');
  expect(sent[1]).toBe("DELETE /api/models/m1/reports/r1/");
});
