/** The inbox, how much of it is new, and how to mark it. */
import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { paths } from "@/api/schema";
import { toast } from "@/ui/toast";

export type NoticesQuery = NonNullable<paths["/api/notices/"]["get"]["parameters"]["query"]>;

const NOTICES = ["notices"] as const;
/** Where no socket gets through: it says at once what has changed. */
const EVERY_MS = 60_000;

export const noticesQuery = (query: NoticesQuery) =>
  queryOptions({
    queryKey: [...NOTICES, query],
    queryFn: ({ signal }) => unwrap(api.GET("/api/notices/", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });

export const unreadQuery = () =>
  queryOptions({
    queryKey: [...NOTICES, "unread"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/notices/unread/", { signal })),
    refetchInterval: EVERY_MS,
  });

export function refreshNotices(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: NOTICES });
}

interface Mark {
  /** All of them without. */
  ids?: number[];
  read: boolean;
}

export function useMarkNotices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mark: Mark) => unwrap(api.POST("/api/notices/mark/", { body: mark })),
    onSuccess: () => refreshNotices(client),
    onError: toast.error,
  });
}
