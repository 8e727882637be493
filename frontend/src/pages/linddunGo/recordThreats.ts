/** Records threats that a card led to, and takes them back. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { CardThreats, PrivacySession } from "@/api/types";
import { deleteThreat } from "@/entities/threats/actions/manualThreats";
import type { CardPlace } from "./sessionApiCalls";

interface RecordThreats extends CardPlace {
  body: CardThreats;
}

export const recordThreats: UndoableMutation<RecordThreats, PrivacySession> = {
  key: "record-card-threats",
  run: (model, { session, card, body }) =>
    unwrap(
      api.POST("/api/models/{model}/linddun-go/sessions/{session}/cards/{card}/threats/", {
        params: { path: { model, session, card } },
        body,
      }),
    ),
  label: (vars, session) =>
    `${added(vars, session)
      .map((number) => `T${number}`)
      .join(", ")} added`,
  undo: (vars, session) => ({
    run: async (model) => {
      for (const number of added(vars, session))
        await deleteThreat.run(model, { number, version: 0 });
    },
    patch: (data) => data,
  }),
};

/** The numbers of the threats that were just written: the latest of the card. */
function added({ card, body }: RecordThreats, { cards }: PrivacySession): number[] {
  const threats = cards.find((one) => one.card === card)?.threats ?? [];
  return threats.slice(-body.subjects.length).map(({ number }) => number);
}
