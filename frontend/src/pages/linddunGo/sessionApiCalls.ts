/** What is sent to the server at the table. */
import { api, unwrap } from "@/api/client";
import type { CardAnswer, PrivacyCard, PrivacySession, SessionMove } from "@/api/types";

type Seen = Pick<PrivacySession, "id" | "version">;

export interface NewSession {
  categories: PrivacyCard["category"][];
  participants: string[];
}

export const startSession = (model: string, { categories, participants }: NewSession) =>
  unwrap(
    api.POST("/api/models/{model}/linddun-go/sessions/", {
      params: { path: { model } },
      body: { categories: categories as never, participants },
    }),
  );

export const moveSession = (model: string, vars: { session: Seen; move: SessionMove }) =>
  unwrap(
    api.POST("/api/models/{model}/linddun-go/sessions/{session}/move/", {
      params: { path: { model, session: vars.session.id } },
      body: { version: vars.session.version, move: vars.move },
    }),
  );

export const setParticipants = (
  model: string,
  vars: { session: Seen; participants: readonly string[] },
) =>
  unwrap(
    api.PUT("/api/models/{model}/linddun-go/sessions/{session}/participants/", {
      params: { path: { model, session: vars.session.id } },
      body: { version: vars.session.version, participants: [...vars.participants] },
    }),
  );

export const finishSession = (model: string, session: Seen) =>
  unwrap(
    api.POST("/api/models/{model}/linddun-go/sessions/{session}/finish/", {
      params: { path: { model, session: session.id } },
      body: { version: session.version },
    }),
  );

export interface CardPlace {
  session: string;
  card: string;
}

export interface CastVote extends CardPlace {
  answer: CardAnswer;
  note: string;
  uids: readonly string[];
}

export const castVote = (model: string, { session, card, answer, note, uids }: CastVote) =>
  unwrap(
    api.PUT("/api/models/{model}/linddun-go/sessions/{session}/cards/{card}/vote/", {
      params: { path: { model, session, card } },
      body: { answer, note, uids: [...uids] },
    }),
  );

export const withdrawVote = (model: string, { session, card }: CardPlace) =>
  unwrap(
    api.DELETE("/api/models/{model}/linddun-go/sessions/{session}/cards/{card}/vote/", {
      params: { path: { model, session, card } },
    }),
  );
