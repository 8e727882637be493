import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Drawer } from "./Drawer";
import { TagsInput } from "./TagsInput";

function opened(known: string[]) {
  const onClose = vi.fn();
  render(
    <MantineProvider env="test">
      <Drawer opened onClose={onClose} title="M1">
        <TagsInput aria-label="Tags" data={known} />
      </Drawer>
    </MantineProvider>,
  );
  const field = screen.getByLabelText("Tags", { selector: "input:not([type=hidden])" });
  fireEvent.focus(field);
  fireEvent.keyDown(field, { key: "Escape" });
  return onClose;
}

describe("Escape in a field of tags", () => {
  it("closes the panel at once where no tag is known", () => {
    expect(opened([])).toHaveBeenCalledOnce();
  });

  it("closes the list of known tags first", () => {
    expect(opened(["network"])).not.toHaveBeenCalled();
  });
});
