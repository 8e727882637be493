import { readFileSync } from "node:fs";
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { TokenSecret } from "./TokenSecret";

const CREATED = { secret: "bh_secret", forAgents: false, forImports: true, model: "" };

function show(changes: Partial<typeof CREATED> = {}) {
  render(
    <MantineProvider env="test">
      <TokenSecret created={{ ...CREATED, ...changes }} onClose={vi.fn()} />
    </MantineProvider>,
  );
  return screen.queryByRole("group", { name: "command of the pipeline" })?.textContent;
}

it("gives the command that imports into the model of the token, without the secret", () => {
  const command = show({ model: "m1" });

  expect(command?.replace(/ \\\n +/g, " ")).toBe(
    `bulkhead push deploy/ --server ${window.location.origin} --model m1 --fail-on high`,
  );
});

it("says what stands for the model where the token is for all of the team", () => {
  expect(show()).toContain("--model MODEL");
  expect(screen.getByText(/MODEL is the id in the address/)).toBeTruthy();
});

it("gives no command that the token does not allow", () => {
  expect(show({ forImports: false })).toBeUndefined();
});

it("leads to a part of the documentation that exists", () => {
  show();

  const [, anchor] = screen.getByRole("link").getAttribute("href")?.split("#") ?? [];
  const headings = readFileSync("../docs/command-line.md", "utf8").match(/^## .*$/gm) ?? [];
  const anchors = headings.map((one) => one.slice(3).toLowerCase().replaceAll(" ", "-"));
  expect(anchors).toContain(anchor);
});
