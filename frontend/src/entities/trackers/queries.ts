/** The issue trackers of a team, the issues linked in a model, and what they propose. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";
import type { IssueCreate, IssueLink } from "@/api/types";

export type IssueLinkQuery = NonNullable<
  paths["/api/models/{model}/issue-links/"]["get"]["parameters"]["query"]
>;

/** What an issue is about. */
export type IssueSubject = { threat: number } | { mitigation: number };

const FIRST_ATTEMPT_EVERY_MS = 2_000;
const NEXT_ATTEMPT_EVERY_MS = 15_000;
/** What happens in a tracker reaches the server every few minutes. */
const SYNCED_EVERY_MS = 60_000;
/** The most that one request creates, and a page of the API has. */
export const MOST_AT_ONCE = 200;

export const trackersQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "trackers"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/trackers/", { params: { path: { team } }, signal })),
  });

/** Links, the newest first; read again soon while an issue is being created. */
export const issueLinksQuery = (model: string, query: IssueLinkQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "issue-links", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/issue-links/", { params: { path: { model }, query }, signal }),
      ),
    refetchInterval: ({ state }) => readAgainMs(state.data?.results ?? []),
  });

export const issuesOfQuery = (model: string, subject: IssueSubject) =>
  issueLinksQuery(model, { ...filterOf(subject), page_size: MOST_AT_ONCE });

/** Links where both sides have changed. */
export const conflictsQuery = (model: string) =>
  issueLinksQuery(model, { conflict: true, page_size: MOST_AT_ONCE });

/** What waits for a decision, the newest first. */
export const proposalsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "status-proposals"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/status-proposals/", {
          params: { path: { model }, query: { state: ["waiting"], page_size: MOST_AT_ONCE } },
          signal,
        }),
      ),
    refetchInterval: SYNCED_EVERY_MS,
  });

/** What would be created. */
export const issuePreviewQuery = (model: string, body: IssueCreate) =>
  queryOptions({
    queryKey: [...keys.model(model), "issue-preview", body],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/api/models/{model}/issue-links/preview/", {
          params: { path: { model } },
          body,
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export function isWaiting({ state }: Pick<IssueLink, "state">): boolean {
  return state === "queued" || state === "creating";
}

function filterOf(subject: IssueSubject): Pick<IssueLinkQuery, "threat" | "mitigation"> {
  return "threat" in subject ? { threat: [subject.threat] } : { mitigation: [subject.mitigation] };
}

/** After how long waiting links are read again: soon at the first attempt, later where one has failed. */
export function readAgainMs(links: readonly Pick<IssueLink, "state" | "fault">[]): number | false {
  const waiting = links.filter(isWaiting);
  if (waiting.some(({ fault }) => fault === "")) return FIRST_ATTEMPT_EVERY_MS;
  if (waiting.length > 0) return NEXT_ATTEMPT_EVERY_MS;
  return links.length > 0 && SYNCED_EVERY_MS;
}
