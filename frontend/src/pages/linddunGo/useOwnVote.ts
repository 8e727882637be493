/** One's own vote on the card: it is sent with an answer, and again with what is changed after that. */
import { useState } from "react";
import type { CardAnswer, CardVote, PrivacySession } from "@/api/types";
import { useSession } from "@/session/session";
import { type PlayedCard, voteOf } from "./session";
import { castVote, withdrawVote } from "./sessionApiCalls";
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
  const sending = cast.isPending && cast.variables.card === card.card;
  const given = sending ? cast.variables.answer : mine?.answer;
  const withdrawing = withdraw.isPending && withdraw.variables.card === card.card;
  return {
    /** The answer that was given, also while it is on its way. */
    given,
    ...{ note, uids },
    setNote: (text: string): void => keep({ note: text }),
    /** The same answer once more takes the vote back, but for a second click at once. */
    answer: (answer: CardAnswer): void => {
      if (answer !== given) send(answer);
      else if (!sending && !withdrawing) withdraw.mutate(place);
    },
    keepNote: (): void => {
      if (given && note.trim() !== mine?.note) send(given);
    },
    toggle: (uid: string): void => {
      const next = uids.includes(uid) ? uids.filter((one) => one !== uid) : [...uids, uid];
      keep({ uids: next });
      if (given) send(given, next);
    },
  };
}

/** What the vote names, without what was deleted since: it could be neither sent again nor taken off. */
function uidsOf(vote: CardVote | undefined): string[] {
  return vote?.subjects.filter(({ id }) => id !== null).map(({ uid }) => uid) ?? [];
}
