import { MantineProvider } from "@mantine/core";
import { fireEvent, render } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { AnswerControl } from "./AnswerControl";
import type { OpenQuestion } from "./openQuestion";

const question: OpenQuestion = {
  id: "q1",
  text: "Which capabilities are added?",
  label: "Capabilities added",
  type: "list",
  options: [],
};

function asked(about: Partial<OpenQuestion> = {}) {
  const onAnswer = vi.fn();
  const page = render(
    <MantineProvider>
      <AnswerControl question={{ ...question, ...about }} pending={false} onAnswer={onAnswer} />
    </MantineProvider>,
  );
  return { onAnswer, ...page };
}

it("takes none for an answer where a list is asked for", () => {
  const { onAnswer, getByRole } = asked();

  fireEvent.click(getByRole("button", { name: "None" }));

  expect(onAnswer).toHaveBeenCalledWith([]);
});

it("does not take an empty field for none", () => {
  const { onAnswer, getByRole, getByText } = asked();

  fireEvent.click(getByRole("button", { name: "Save" }));

  expect(onAnswer).not.toHaveBeenCalled();
  expect(getByText("Enter at least one, or choose None")).toBeDefined();
});

it("takes nobody for an answer where an owner is asked for", () => {
  const { onAnswer, getByRole, getByText } = asked({ type: "text", fact: "owner" });

  fireEvent.click(getByRole("button", { name: "Save" }));
  expect(onAnswer).not.toHaveBeenCalled();
  expect(getByText("Enter a name, or choose Nobody")).toBeDefined();

  fireEvent.click(getByRole("button", { name: "Nobody" }));
  expect(onAnswer).toHaveBeenCalledWith("");
});

it("has no such answer where another text is asked for", () => {
  const { queryByRole } = asked({ type: "text", fact: "protocol" });

  expect(queryByRole("button", { name: /None|Nobody/ })).toBeNull();
});
