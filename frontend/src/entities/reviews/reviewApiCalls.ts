/** What is sent to the server during a review. */
import { api, unwrap } from "@/api/client";
import type { Review, ReviewScope } from "@/api/types";

export type SeenReview = Pick<Review, "id" | "version">;
export type LeftAs = "discussed" | "skipped" | "";

const pathOf = (model: string, { id }: Pick<Review, "id">) => ({
  path: { model, session: id },
});

export const startReview = (
  model: string,
  body: { scope: ReviewScope; planned_minutes: number | null },
) => unwrap(api.POST("/api/models/{model}/reviews/", { params: { path: { model } }, body }));

export const showItem = (
  model: string,
  vars: { review: SeenReview; place: number; leftAs: LeftAs },
) =>
  unwrap(
    api.POST("/api/models/{model}/reviews/{session}/show/", {
      params: pathOf(model, vars.review),
      body: { version: vars.review.version, place: vars.place, left_as: vars.leftAs },
    }),
  );

export const addToAgenda = (model: string, vars: { review: SeenReview; threat: number }) =>
  unwrap(
    api.POST("/api/models/{model}/reviews/{session}/items/", {
      params: pathOf(model, vars.review),
      body: { version: vars.review.version, threat: vars.threat },
    }),
  );

export const setPresenter = (model: string, vars: { review: SeenReview; presenter: string }) =>
  unwrap(
    api.PUT("/api/models/{model}/reviews/{session}/presenter/", {
      params: pathOf(model, vars.review),
      body: { version: vars.review.version, presenter: vars.presenter },
    }),
  );

export const joinReview = (model: string, review: SeenReview) =>
  unwrap(
    api.POST("/api/models/{model}/reviews/{session}/attendance/", {
      params: pathOf(model, review),
    }),
  );

export const leaveReview = (model: string, review: SeenReview) =>
  unwrap(
    api.DELETE("/api/models/{model}/reviews/{session}/attendance/", {
      params: pathOf(model, review),
    }),
  );

export const writeNote = (
  model: string,
  vars: { review: SeenReview; place: number; text: string },
) =>
  unwrap(
    api.PUT("/api/models/{model}/reviews/{session}/items/{place}/note/", {
      params: { path: { model, session: vars.review.id, place: vars.place } },
      body: { text: vars.text },
    }),
  );

export const endReview = (model: string, review: SeenReview) =>
  unwrap(
    api.POST("/api/models/{model}/reviews/{session}/end/", {
      params: pathOf(model, review),
      body: { version: review.version },
    }),
  );

export const signOffReview = (model: string, vars: { review: SeenReview; note: string }) =>
  unwrap(
    api.POST("/api/models/{model}/reviews/{session}/sign-off/", {
      params: pathOf(model, vars.review),
      body: { note: vars.note },
    }),
  );
