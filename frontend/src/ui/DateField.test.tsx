import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { DateField } from "./DateField";

type Props = Partial<Parameters<typeof DateField>[0]>;

const onChange = vi.fn();

function Field({ value: first = "", ...rest }: Props) {
  const [value, setValue] = useState(first);
  return (
    <DateField
      label="Due date"
      {...rest}
      value={value}
      onChange={(day) => {
        onChange(day);
        setValue(day);
      }}
    />
  );
}

function show(props: Props = {}): HTMLInputElement {
  render(
    <MantineProvider env="test">
      <Field {...props} />
    </MantineProvider>,
  );
  return screen.getByRole("textbox", { name: "Due date" });
}

beforeEach(() => onChange.mockClear());

describe("a field for a day", () => {
  it("shows the day as the rest of the page does", () => {
    expect(show({ value: "2026-11-24" }).value).toBe("Nov 24, 2026");
  });

  it("takes a day that is written, and shows it in the one form once it is left", async () => {
    const input = show();

    await userEvent.type(input, "2020-02-03");
    expect(onChange.mock.calls).toEqual([["2020-02-03"]]);
    await userEvent.tab();

    expect(input.value).toBe("Feb 3, 2020");
  });

  it("keeps what is no day, says so and stops the form", async () => {
    const input = show({ value: "2026-11-24" });

    await userEvent.clear(input);
    await userEvent.type(input, "soon");
    expect(screen.queryByText(/Enter a date/)).toBeNull();
    await userEvent.tab();

    expect(input.value).toBe("soon");
    expect(screen.getByText("Enter a date such as Nov 24, 2026.")).toBeTruthy();
    expect(input.validity.customError).toBe(true);
  });

  it("takes no day outside of its limits", async () => {
    const input = show({ min: "2026-11-01", max: "2026-11-30" });

    await userEvent.type(input, "2026-12-01");
    await userEvent.tab();

    expect(onChange).not.toHaveBeenCalled();
    expect(screen.getByText("Choose Nov 30, 2026 or earlier.")).toBeTruthy();
  });

  it("is emptied in its calendar, which hands the focus back", async () => {
    const input = show({ value: "2026-11-24", clearable: true });

    const button = screen.getByRole("button", { name: "Choose Due date" });
    await userEvent.click(button);
    await userEvent.click(await screen.findByRole("button", { name: "Clear date" }));

    expect(onChange.mock.calls).toEqual([[""]]);
    expect(input.value).toBe("");
    expect(document.activeElement).toBe(button);
  });

  it("that is saved at once waits until it is left", async () => {
    const input = show({ value: "2026-11-24", settles: true });

    await userEvent.clear(input);
    await userEvent.type(input, "Nov 2, 2026");
    expect(onChange).not.toHaveBeenCalled();
    await userEvent.keyboard("{Enter}");

    expect(onChange.mock.calls).toEqual([["2026-11-02"]]);
  });

  it("follows a change from elsewhere", () => {
    const { rerender } = render(
      <MantineProvider env="test">
        <DateField label="Due date" value="" onChange={onChange} />
      </MantineProvider>,
    );

    rerender(
      <MantineProvider env="test">
        <DateField label="Due date" value="2026-11-24" onChange={onChange} />
      </MantineProvider>,
    );

    expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("Nov 24, 2026");
  });

  it("opens a calendar by key, on the day it holds, walked with the arrow keys", async () => {
    const input = show({ value: "2026-11-24" });
    input.focus();

    await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await screen.findByRole("dialog", { name: "Calendar: Due date" });
    await waitFor(() =>
      expect(document.activeElement?.getAttribute("aria-label")).toBe("24 November 2026"),
    );
    await userEvent.keyboard("{ArrowRight}{Enter}");

    expect(onChange.mock.calls).toEqual([["2026-11-25"]]);
    await waitFor(() => expect(document.activeElement).toBe(input));
  });

  it("closes its calendar by Escape and nothing else", async () => {
    const onKeyDown = vi.fn();
    show({ value: "2026-11-24", onKeyDown });
    const button = screen.getByRole("button", { name: "Choose Due date" });
    await userEvent.click(button);
    await screen.findByRole("dialog", { name: "Calendar: Due date" });

    await userEvent.keyboard("{Escape}");

    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(document.activeElement).toBe(button);
    expect(onChange).not.toHaveBeenCalled();
  });
});
