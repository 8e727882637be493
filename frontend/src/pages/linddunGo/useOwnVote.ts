/** One's own vote on the card: it is sent with an answer, and again with what is changed after that. */
import { useState } from "react";
import type { CardAnswer, CardVote, PrivacySession } from "@/api/types";
import { useSession } from "@/session/session";
import { type PlayedCard, voteOf } from "./session";
import { castVote, withdrawVote } from "./sessionRequests";
import { useSessionMutation } from "./useSessionMutation";

export type OwnVote = ReturnType<typeof useOwnVote>;

export function useOwnVote(session: PrivacySession, card: PlayedCard) {
  const mine = voteOf(card.votes, useSession().user?.id);
  const [note, setNote] = useState(mine?.note ?? "");
  const [uids, setUids] = useState<readonly string[]>(uidsOf(mine));
  const cast = useSessionMutation(castVote);
  const withdraw = useSessionMutation(withdrawVote);
  const place = { session: session.id, card: card.card };
  const send = (answer: CardAnswer, about = uids): void =>
    cast.mutate({ ...place, answer, note, uids: about });
  return {
    ...{ mine, note, uids, setNote },
    pending: cast.isPending || withdraw.isPending,
    /** The same answer once more takes the vote back. */
    answer: (answer: CardAnswer): void =>
      mine?.answer === answer ? withdraw.mutate(place) : send(answer),
    keepNote: (): void => {
      if (mine && note.trim() !== mine.note) send(mine.answer);
    },
    toggle: (uid: string): void => {
      const next = uids.includes(uid) ? uids.filter((one) => one !== uid) : [...uids, uid];
      setUids(next);
      if (mine) send(mine.answer, next);
    },
  };
}

function uidsOf(vote: CardVote | undefined): string[] {
  return vote?.subjects.map(({ uid }) => uid) ?? [];
}
