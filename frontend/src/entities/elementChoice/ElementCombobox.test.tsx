import { Combobox, MantineProvider, TextInput } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ElementCombobox } from "./ElementCombobox";

const ELEMENTS = [
  { uid: "compose:db", name: "db", kind: "workload", id: "1" },
  { uid: "compose:web", name: "web", kind: "workload", id: "2" },
  { uid: "k8s:a/StatefulSet/db", name: "db", kind: "workload", within: "a", id: "3" },
];
vi.mock("@/entities/badges/useKindNames", () => ({ useKindNames: () => () => "Workload" }));
vi.mock("./useElementOptions", () => ({
  useElementOptions: ({ enabled }: { enabled: boolean }) => (enabled ? ELEMENTS : undefined),
}));

function show(onChoose = vi.fn(), taken: string[] = []) {
  render(
    <MantineProvider env="test">
      <ElementCombobox label="Holds it" taken={taken} empty="None" onChoose={onChoose}>
        {(input) => (
          <Combobox.Target withExpandedAttribute>
            <TextInput {...input} />
          </Combobox.Target>
        )}
      </ElementCombobox>
    </MantineProvider>,
  );
  return { field: screen.getByRole("combobox", { name: "Holds it" }), onChoose };
}

it("stays closed when one merely tabs in, and opens with an arrow", async () => {
  const user = userEvent.setup();
  const { field } = show();

  await user.tab();
  expect(document.activeElement).toBe(field);
  expect(field.getAttribute("aria-expanded")).toBe("false");
  await user.keyboard("{ArrowDown}");

  expect(field.getAttribute("aria-expanded")).toBe("true");
});

it("offers what is not taken, and forgets what was typed once one is chosen", async () => {
  const user = userEvent.setup();
  const { field, onChoose } = show(vi.fn(), ["compose:web"]);

  await user.type(field, "d");
  expect(screen.queryByText("web")).toBeNull();
  await user.click(screen.getByRole("option", { name: "db Workload" }));

  expect(onChoose).toHaveBeenCalledWith(ELEMENTS[0]);
  expect((field as HTMLInputElement).value).toBe("");
});

it("tells elements of one name apart in words", async () => {
  const user = userEvent.setup();
  const { field } = show();

  await user.type(field, "db");

  expect(screen.getByRole("option", { name: "db Workload" })).toBeTruthy();
  expect(screen.getByRole("option", { name: "db StatefulSet in a" })).toBeTruthy();
});
