import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { catalogueQuery } from "@/api/queries";
import { LINDDUN, STRIDE, TOY } from "@/model/labels/methods.fixture";
import { MethodTags } from "./MethodTag";

function shown(categories: readonly string[]) {
  const client = new QueryClient();
  client.setQueryData(catalogueQuery().queryKey, { methods: [STRIDE, LINDDUN, TOY] } as never);
  render(
    <QueryClientProvider client={client}>
      <MantineProvider>
        <MethodTags categories={categories} full />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

it("shows the categories of a method that the catalogue lists and no code names", () => {
  shown(["breaking"]);

  expect(screen.getByText("Br")).toBeTruthy();
  expect(screen.getByText("Breaking")).toBeTruthy();
});

it("marks the categories of methods about personal data", () => {
  shown(["spoofing", "non-compliance"]);

  expect(screen.getByText("Spoofing").getAttribute("data-subjects")).toBe("all");
  expect(screen.getByText("Non-compliance").getAttribute("data-subjects")).toBe("personal-data");
});
