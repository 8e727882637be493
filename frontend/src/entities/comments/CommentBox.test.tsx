import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/errors";
import type { Person } from "@/api/types";
import { CommentBox } from "./CommentBox";
import { clearDrafts } from "./commentDrafts";

const anna: Person = {
  id: "00000002-0000-4000-8000-000000000000",
  name: "Anna Bell",
  email: "a@x.org",
};
const andy: Person = {
  id: "00000003-0000-4000-8000-000000000000",
  name: "Andy",
  email: "andy@x.org",
};

function show(onSend = vi.fn().mockResolvedValue(undefined)) {
  render(
    <MantineProvider>
      <CommentBox label="Comment" send="Send" people={[andy, anna]} onSend={onSend} />
    </MantineProvider>,
  );
  return { onSend, field: screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Comment" }) };
}

describe("the comment box", () => {
  it("completes a name by the keyboard and sends the id", async () => {
    const { onSend, field } = show();

    await userEvent.type(field, "Ask @an");
    const options = screen.getAllByRole("option").map((one) => one.textContent);
    expect(options).toHaveLength(2);
    await userEvent.keyboard("{ArrowDown}");
    expect(field.getAttribute("aria-activedescendant")).toBe(screen.getAllByRole("option")[1]?.id);
    await userEvent.keyboard("{Enter}");
    expect(field.value).toBe("Ask @Anna Bell ");
    await userEvent.type(field, "please");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");

    expect(onSend).toHaveBeenCalledWith(`Ask <@${anna.id}> please`);
    expect(field.value).toBe("");
  });

  it("closes the list with Escape and keeps what was typed", async () => {
    const { field } = show();

    await userEvent.type(field, "@an{Escape}");

    expect(screen.queryByRole("listbox")).toBeNull();
    expect(field.value).toBe("@an");
  });

  it("keeps the words and says why when they are refused", async () => {
    const onSend = vi.fn().mockRejectedValue(new ApiError(400, "Too many threads."));
    const { field } = show(onSend);

    await userEvent.type(field, "Hello");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));

    expect(await screen.findByText("Too many threads.")).toBeTruthy();
    expect(field.value).toBe("Hello");
  });

  it("sends nothing of nothing", async () => {
    const { onSend, field } = show();

    await userEvent.type(field, "   ");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");

    expect(onSend).not.toHaveBeenCalled();
  });
});

describe("a comment that was begun", () => {
  beforeEach(clearDrafts);

  const open = (draftKey: string, onSend = vi.fn().mockResolvedValue(undefined)) => {
    const { unmount } = render(
      <MantineProvider>
        <CommentBox label="Comment" send="Send" people={[]} draftKey={draftKey} onSend={onSend} />
      </MantineProvider>,
    );
    const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Comment" });
    return { field, leave: unmount };
  };

  it("stands there again when one comes back, and nowhere else", async () => {
    const first = open("model element web");
    await userEvent.type(first.field, "Why is this open?");
    first.leave();
    const other = open("model element db");
    expect(other.field.value).toBe("");
    other.leave();

    expect(open("model element web").field.value).toBe("Why is this open?");
  });

  it("is forgotten once it was sent, or the person has signed out", async () => {
    const first = open("model element web");
    await userEvent.type(first.field, "Sent");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    first.leave();
    const second = open("model element web");
    expect(second.field.value).toBe("");
    await userEvent.type(second.field, "Left");
    second.leave();

    clearDrafts();

    expect(open("model element web").field.value).toBe("");
  });
});
