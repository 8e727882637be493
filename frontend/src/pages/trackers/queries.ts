/** What the page of a tracker asks the server: whether the connection works, and how templates come out. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { trackersQuery } from "@/entities/trackers/queries";
import type { TrackerDraft } from "./trackerDraft";

/** Contacts the tracker, so it is asked only when a person wants to know. */
export const connectionTestQuery = (team: string, tracker: string) =>
  queryOptions({
    queryKey: [...trackersQuery(team).queryKey, tracker, "test"],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/api/teams/{team}/trackers/{tracker}/test/", {
          params: { path: { team, tracker } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

type Templates = Pick<TrackerDraft, "kind" | "title_template" | "body_template">;

export const templatePreviewQuery = (team: string, templates: Templates) =>
  queryOptions({
    queryKey: [...trackersQuery(team).queryKey, "template", templates],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/api/teams/{team}/trackers/template-preview/", {
          params: { path: { team } },
          body: templates,
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
