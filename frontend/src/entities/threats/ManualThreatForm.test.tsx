import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { ManualThreatForm } from "./ManualThreatForm";
import { emptyDraft, WHOLE_MODEL } from "./manualThreatDraft";

vi.mock("@/entities/badges/useMethods", () => ({
  useMethods: () => [
    { id: "stride", name: "STRIDE", categories: [{ id: "tampering", name: "Tampering" }] },
  ],
}));
vi.mock("@/entities/controls/ReferencesField", () => ({ ReferencesField: () => null }));
vi.mock("./ThreatSubjectField", () => ({ ThreatSubjectField: () => null }));

const onSubmit = vi.fn();

function Form() {
  const [draft, setDraft] = useState(() => emptyDraft(WHOLE_MODEL));
  return (
    <MantineProvider env="test">
      <ManualThreatForm
        {...{ draft, onSubmit }}
        onChange={setDraft}
        fault={null}
        pending={false}
        submit="Add threat"
        onCancel={vi.fn()}
      />
    </MantineProvider>
  );
}

beforeEach(() => onSubmit.mockClear());

it("says what is missing, and leads to it", async () => {
  render(<Form />);

  await userEvent.click(screen.getByRole("button", { name: "Add threat" }));

  expect(screen.getByText("Enter a title")).toBeTruthy();
  expect(screen.getByText("Choose at least one")).toBeTruthy();
  const title = screen.getByRole("textbox", { name: "Title" });
  expect(document.activeElement).toBe(title);

  await userEvent.type(title, "Support reads backups{Enter}");

  expect(screen.queryByText("Enter a title")).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Categories" }));
  expect(onSubmit).not.toHaveBeenCalled();
});

it("is sent once it is complete", async () => {
  render(<Form />);

  await userEvent.type(screen.getByRole("textbox", { name: "Title" }), "Support reads backups");
  await userEvent.click(screen.getByRole("combobox", { name: "Categories" }));
  await userEvent.click(await screen.findByRole("option", { name: "Tampering" }));
  await userEvent.click(screen.getByRole("button", { name: "Add threat" }));

  expect(onSubmit).toHaveBeenCalledOnce();
});
