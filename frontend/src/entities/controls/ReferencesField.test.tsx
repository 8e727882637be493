import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { ReferencesField } from "./ReferencesField";

const ESCAPE = { id: "attack:T1611", label: "ATT&CK T1611", title: "Escape to Host", url: "" };
const ROOT = { id: "cwe:CWE-250", label: "CWE-250", title: "Unnecessary Privileges", url: "" };

/** The field, with a server that knows two references. */
function show(value: string[]) {
  vi.stubGlobal("fetch", async ({ url }: Request) => {
    const search = new URL(url).searchParams.get("search") ?? "";
    const results = [ESCAPE, ROOT].filter(({ id }) => search !== "" && id.includes(search));
    return Response.json({ count: results.length, next: null, previous: null, results });
  });
  const onChange = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <ReferencesField value={value} error={undefined} onChange={onChange} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return onChange;
}

afterEach(() => vi.unstubAllGlobals());

it("shows source, id and title of what is chosen", async () => {
  show([ROOT.id]);

  const shown = await screen.findAllByText("CWE-250 Unnecessary Privileges");
  expect(shown[0]?.closest(".mantine-MultiSelect-pill")).toBeTruthy();
});

it("offers what is found by source, id and title, and chooses its id", async () => {
  const onChange = show([]);

  await userEvent.type(screen.getByRole("combobox", { name: "References" }), "T1611");
  await userEvent.click(await screen.findByText("ATT&CK T1611 Escape to Host"));

  expect(onChange).toHaveBeenCalledWith(["attack:T1611"]);
});
