import { MantineProvider, Select } from "@mantine/core";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { theme } from "./theme";

function focused(searchable: boolean): HTMLInputElement {
  render(
    <MantineProvider env="test" theme={theme}>
      <Select
        aria-label="Element"
        data={["Whole model", "db"]}
        value="Whole model"
        searchable={searchable}
      />
    </MantineProvider>,
  );
  const field = screen.getByRole<HTMLInputElement>("combobox", { name: "Element" });
  field.setSelectionRange(11, 11);
  fireEvent.focus(field);
  return field;
}

describe("a list with a search", () => {
  it("selects what was chosen, so that typing replaces it", async () => {
    const field = focused(true);

    await waitFor(() => expect([field.selectionStart, field.selectionEnd]).toEqual([0, 11]));
  });

  it("is another one without a search: nothing can be typed", async () => {
    const field = focused(false);

    await new Promise(requestAnimationFrame);
    expect([field.selectionStart, field.selectionEnd]).toEqual([11, 11]);
  });
});
