import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { DropArea } from "./DropArea";

const { device } = vi.hoisted(() => ({ device: { touch: false } }));
vi.mock("@/session/session", () => ({ useSession: () => ({ imports: { max_bytes: 1_000_000 } }) }));
vi.mock("@/ui/useTouch", () => ({ useTouch: () => device.touch }));

beforeEach(() => {
  device.touch = false;
});

function show() {
  render(
    <MantineProvider env="test">
      <DropArea onFiles={vi.fn()} />
    </MantineProvider>,
  );
}

it("offers to drop files where there is a mouse", () => {
  show();

  expect(screen.getByText("Drop compose or Kubernetes files here")).toBeTruthy();
});

it("speaks of choosing files on a touch device", () => {
  device.touch = true;

  show();

  expect(screen.getByText("Import compose or Kubernetes files")).toBeTruthy();
  expect(screen.queryByText(/drop/i)).toBeNull();
  expect(screen.getByRole("button", { name: "Choose files" })).toBeTruthy();
});
