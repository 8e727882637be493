import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { DataTable, type ListQuery } from "./DataTable";
import type { Column } from "./tableColumn";
import type { ListParams } from "./useListParams";

interface Row {
  id: string;
  name: string;
}

const columns: Column<Row>[] = [
  { id: "name", header: "Name", sort: "name", cell: (row) => row.name },
  { id: "id", header: "Id", cell: (row) => row.id },
];

const rows: Row[] = [
  { id: "a", name: "Alpha" },
  { id: "b", name: "Beta" },
];

function params(changes: Partial<ListParams> = {}): ListParams {
  return {
    page: 1,
    pageSize: 50,
    search: "",
    ordering: "name",
    filters: {},
    narrowed: false,
    sortBy: vi.fn(),
    clear: vi.fn(),
    setPage: vi.fn(),
    ...changes,
  } as unknown as ListParams;
}

function page(results: Row[], count = results.length): ListQuery<Row> {
  return { data: { count, results }, error: null, isPending: false, refetch: vi.fn() };
}

function show(query: ListQuery<Row>, given = params(), onOpen = vi.fn()) {
  render(
    <MantineProvider env="test">
      <DataTable
        label="Things"
        columns={columns}
        query={query}
        params={given}
        rowKey={(row) => row.id}
        onOpen={onOpen}
        empty={<p>Nothing yet</p>}
      />
    </MantineProvider>,
  );
  return onOpen;
}

describe("a table", () => {
  it("is walked with the arrow keys and opened with Enter", async () => {
    const onOpen = show(page(rows));
    const user = userEvent.setup();
    screen.getAllByRole("row")[1]?.focus();

    await user.keyboard("{ArrowDown}{Enter}");

    expect(onOpen).toHaveBeenCalledWith(rows[1]);
  });

  it("opens a row by click", async () => {
    const onOpen = show(page(rows));

    await userEvent.click(screen.getByText("Alpha"));

    expect(onOpen).toHaveBeenCalledWith(rows[0]);
  });

  it("tells the order and sorts at the server", async () => {
    const given = params();
    show(page(rows), given);

    await userEvent.click(screen.getByRole("button", { name: "Name" }));

    expect(given.sortBy).toHaveBeenCalledWith("name");
    expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe(
      "ascending",
    );
  });

  it("tells an empty list from one that is filtered empty", async () => {
    const given = params({ narrowed: true });
    show(page([]), given);

    await userEvent.click(screen.getByRole("button", { name: "Clear search and filters" }));

    expect(given.clear).toHaveBeenCalledOnce();
    expect(screen.queryByText("Nothing yet")).toBeNull();
  });

  it("shows what to do when there is nothing at all", () => {
    show(page([]));

    expect(screen.getByText("Nothing yet")).toBeTruthy();
  });

  it("offers to try again when reading failed", async () => {
    const query = { ...page([]), data: undefined, error: new Error("Broken") };
    show(query);

    await userEvent.click(screen.getByRole("button", { name: "Try again" }));

    expect(query.refetch).toHaveBeenCalledOnce();
  });
});
