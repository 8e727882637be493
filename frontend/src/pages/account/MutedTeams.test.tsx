import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { NoticePreferences } from "@/api/types";
import { MutedTeams } from "./MutedTeams";

const teams = [
  { id: "a", name: "Shop" },
  { id: "b", name: "Bank" },
];
vi.mock("@/session/session", () => ({ useSession: () => ({ teams }) }));

function show(muted: string[]) {
  const onChange = vi.fn();
  const preferences = { muted_teams: muted, mail: true } as NoticePreferences;
  render(
    <MantineProvider>
      <MutedTeams preferences={preferences} onChange={onChange} />
    </MantineProvider>,
  );
  return onChange;
}

it("mutes a team beside those that are muted, and no longer one that was left", () => {
  const onChange = show(["b", "left"]);

  expect(screen.getByRole("checkbox", { name: "Bank" })).toHaveProperty("checked", false);
  fireEvent.click(screen.getByRole("checkbox", { name: "Shop" }));

  expect(onChange).toHaveBeenCalledWith({ muted_teams: ["a", "b"] });
});

it("mails about a team again", () => {
  const onChange = show(["b"]);

  fireEvent.click(screen.getByRole("checkbox", { name: "Bank" }));

  expect(onChange).toHaveBeenCalledWith({ muted_teams: [] });
});
