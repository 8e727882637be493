/** One's own vote on the card: it is sent with an answer, and again with what is changed after that. */
import { useState } from "react";
import type { CardAnswer, CardVote, PrivacySession } from "@/api/types";
import { useSession } from "@/session/session";
import { type PlayedCard, voteOf } from "./session";
import { castVote, withdrawVote } from "./sessionRequests";
import { useSessionMutation } from "./useSessionMutation";

/** What is written before and after the vote, by card. */
interface Draft {
  note: string;
  uids: readonly string[];
}

export type OwnVote = ReturnType<typeof useOwnVote>;

export function useOwnVote(session: PrivacySession, card: PlayedCard) {
  const mine = voteOf(card.votes, useSession().user?.id);
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const { note, uids } = drafts[card.card] ?? { note: mine?.note ?? "", uids: uidsOf(mine) };
  const keep = (part: Partial<Draft>): void =>
    setDrafts((all) => ({ ...all, [card.card]: { note, uids, ...part } }));
  const cast = useSessionMutation(castVote);
  const withdraw = useSessionMutation(withdrawVote);
  const place = { session: session.id, card: card.card };
  const send = (answer: CardAnswer, about = uids): void =>
    cast.mutate({ ...place, answer, note, uids: about });
  return {
    ...{ mine, note, uids },
    setNote: (text: string): void => keep({ note: text }),
    pending: cast.isPending || withdraw.isPending,
    /** The same answer once more takes the vote back. */
    answer: (answer: CardAnswer): void =>
      mine?.answer === answer ? withdraw.mutate(place) : send(answer),
    keepNote: (): void => {
      if (mine && note.trim() !== mine.note) send(mine.answer);
    },
    toggle: (uid: string): void => {
      const next = uids.includes(uid) ? uids.filter((one) => one !== uid) : [...uids, uid];
      keep({ uids: next });
      if (mine) send(mine.answer, next);
    },
  };
}

function uidsOf(vote: CardVote | undefined): string[] {
  return vote?.subjects.map(({ uid }) => uid) ?? [];
}
