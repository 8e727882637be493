import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactElement } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Assessment, AssessmentFinding } from "@/api/types";
import { EditAssessmentDialog } from "./AssessmentDialog";
import { EditFindingDialog } from "./FindingDialog";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));
vi.mock("@/ui/useSearchParams", () => ({ useSearchParams: () => [{}, () => undefined] }));

const FINDING = {
  ...{ id: "f1", version: 0, title: "Socket", severity: "high", description: "", evidence: "" },
} as AssessmentFinding;
const ASSESSMENT = {
  ...{ id: "a1", version: 0, kind: "audit", title: "Audit", tester: "", scope: "" },
  ...{ performed_on: "2026-03-12", next_due: null, report_url: "", findings: [FINDING] },
} as unknown as Assessment;
const THEIRS = {
  ...{ ...ASSESSMENT, version: 1, title: "As Alice says" },
  findings: [{ ...FINDING, version: 1, title: "As Alice says" }],
} as Assessment;

let bodies: unknown[] = [];

/** Answers like a server on which Alice has edited both meanwhile. */
beforeEach(() => {
  bodies = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "GET") return Response.json(THEIRS);
    const body = (await request.json()) as { version: number };
    bodies.push(body);
    return body.version === 1
      ? Response.json(THEIRS)
      : Response.json({ detail: "edited", current: THEIRS }, { status: 409 });
  });
});
afterEach(() => vi.unstubAllGlobals());

function edit(dialog: ReactElement): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <MantineProvider env="test">{dialog}</MantineProvider>
    </QueryClientProvider>,
  );
  fireEvent.change(screen.getByRole("textbox", { name: "Title" }), { target: { value: "Mine" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
}

const dialogs: [string, (onClose: () => void) => ReactElement][] = [
  ["assessment", (onClose) => <EditAssessmentDialog assessment={ASSESSMENT} onClose={onClose} />],
  [
    "finding",
    (onClose) => <EditFindingDialog assessment={ASSESSMENT} finding={FINDING} onClose={onClose} />,
  ],
];

it.each(dialogs)("shows both versions of one %s, and saves over it when told so", async (_, of) => {
  const onClose = vi.fn();
  edit(of(onClose));
  const alert = await screen.findByRole("alert", { name: "Edited by another person" });

  expect(alert.textContent).toContain("As Alice says");
  expect(alert.textContent).toContain("Mine");
  expect(onClose).not.toHaveBeenCalled();

  fireEvent.click(screen.getByRole("button", { name: "Save my version" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(bodies).toMatchObject([
    { version: 0, title: "Mine" },
    { version: 1, title: "Mine" },
  ]);
});

it.each(dialogs)("takes over what the other person wrote of one %s", async (_, of) => {
  edit(of(vi.fn()));
  fireEvent.click(await screen.findByRole("button", { name: "Take theirs" }));

  expect(screen.getByRole("textbox", { name: "Title" })).toHaveProperty("value", "As Alice says");
  expect(screen.queryByRole("alert", { name: "Edited by another person" })).toBeNull();
});
