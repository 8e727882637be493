import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { CommentThread } from "@/api/types";
import { ThreadCard } from "./ThreadCard";
import type { CommentActions } from "./useCommentActions";

const may = { canEdit: false };
vi.mock("@/session/session", () => ({
  useSession: () => ({ user: { id: "vera" } }),
}));
vi.mock("@/session/roles", () => ({ hasRole: () => may.canEdit }));
vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", role: "viewer", ...may }) }));

function shown(author: string, canEdit: boolean) {
  may.canEdit = canEdit;
  const thread = {
    id: "t1",
    author: { id: author, name: author, email: `${author}@x.org` },
    text: "Why is this open?",
    mentions: [],
    replies: [],
    created_at: "2026-01-01T00:00:00Z",
    resolved_at: null,
  } as unknown as CommentThread;
  const commenting = { resolve: {}, remove: {}, edit: {}, answer: {} } as unknown as CommentActions;
  const { unmount } = render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <ThreadCard thread={thread} people={[]} commenting={commenting} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  const offered = screen.queryByRole("button", { name: "Resolve" }) !== null;
  unmount();
  return offered;
}

it("offers to resolve a thread to editors, and to viewers the threads of their own", () => {
  expect(shown("bob", true)).toBe(true);
  expect(shown("vera", false)).toBe(true);
  expect(shown("bob", false)).toBe(false);
});
