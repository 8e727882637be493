import { MantineProvider, Menu } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Review } from "@/api/types";
import { AddToAgenda } from "./AddToAgenda";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));
vi.mock("@/session/session", () => ({ useSession: () => ({ user: { id: "me" } }) }));

const REVIEW = {
  ...{ id: "r1", version: 3, state: "running", position: 0, presenter: null, attendances: [] },
  items: [{ kind: "threat", key: "12", place: 0 }],
} as unknown as Review;

afterEach(() => vi.unstubAllGlobals());

/** Show the item for a threat, beside a server where this review runs, if any. */
function open(threat: number, review: Review | null) {
  const bodies: unknown[] = [];
  const fetching = vi.fn(async (request: Request) => {
    if (request.method === "POST") {
      bodies.push(await request.json());
      return Response.json({
        ...REVIEW,
        version: 4,
        items: [...REVIEW.items, { kind: "threat", key: String(threat), place: 1 }],
      });
    }
    const { pathname } = new URL(request.url);
    return Response.json(pathname.endsWith("/review-status/") ? { running: review?.id } : review);
  });
  vi.stubGlobal("fetch", fetching);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <Menu opened>
          <Menu.Target>
            <button type="button">Actions</button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item>Set severity</Menu.Item>
            <AddToAgenda threat={threat} />
          </Menu.Dropdown>
        </Menu>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return { bodies, fetching };
}

it("puts a threat on the agenda of the review that runs, once", async () => {
  const { bodies } = open(7, REVIEW);

  fireEvent.click(await screen.findByText("Add to the agenda"));

  await waitFor(() => expect(bodies).toEqual([{ version: 3, threat: 7 }]));
  await waitFor(() => expect(screen.queryByText("Add to the agenda")).toBeNull());
});

it.each([
  ["it is on the agenda", 12, REVIEW],
  ["no review runs", 7, null],
])("is not offered where %s", async (_, threat, review) => {
  const { fetching } = open(threat, review);

  await waitFor(() => expect(fetching).toHaveBeenCalledTimes(review ? 2 : 1));
  await Promise.all(fetching.mock.results.map(({ value }) => value));
  await screen.findByText("Set severity");
  expect(screen.queryByText("Add to the agenda")).toBeNull();
});
