import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { References } from "./Aside";

it("lists references with source, id and title", () => {
  const url = "https://attack.mitre.org/techniques/T1611/";
  const reference = { id: "attack:T1611", label: "ATT&CK T1611", title: "Escape to Host", url };
  render(
    <MantineProvider>
      <References references={[reference]} />
    </MantineProvider>,
  );

  const link = screen.getByRole("link", { name: /^ATT&CK T1611 Escape to Host/ });
  expect(link.getAttribute("href")).toBe(url);
});
