import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { newUid } from "@/model/graph/ops";
import { PanelHeader } from "./PanelHeader";

function show(uid: string) {
  render(
    <MantineProvider>
      <PanelHeader kind="workload" title="db" uid={uid} onClose={() => undefined}>
        Workload
      </PanelHeader>
    </MantineProvider>,
  );
}

it("shows the identifier that comes from a file", () => {
  show("compose:db");

  expect(screen.getByText("compose:db")).toBeTruthy();
});

it("says that something is not from a file in the place of an identifier that says nothing", () => {
  const uid = newUid();

  show(uid);

  expect(screen.getByText("Not from a file")).toBeTruthy();
  expect(screen.queryByText(uid)).toBeNull();
  expect(screen.getByRole("button", { name: "Copy the identifier" })).toBeTruthy();
});
