/** Tells of what was being written when somebody deleted what it was about: nothing of it is lost unsaid. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { timelineQuery } from "@/entities/history/queries";
import { type FieldValue, writing } from "@/ui/activeField";
import { showToast } from "@/ui/toast";
import type { EditorState } from "./editorState/editorState";
import { findSelection, type Selection } from "./editorState/selection";

/** Long enough to copy from. */
const SHOWN_MS = 20_000;
const LONGEST = 300;

export function useLostDraft({ model, snapshot, parts }: EditorState): void {
  const client = useQueryClient();
  const before = useRef(snapshot);
  useEffect(() => {
    const earlier = before.current;
    before.current = snapshot;
    const written = writing.current();
    if (!written?.subject || findSelection(snapshot, written.subject)) return;
    const lost = findSelection(earlier, written.subject);
    if (!lost) return;
    writing.takenAway(Date.now());
    // Else its field would take the focus as soon as somebody brings it back.
    parts.renaming.set(null);
    void deleterOf(client, model, lost).then((who) =>
      showToast({
        message: lostDraftMessage(nameOf(lost), who, written),
        autoClose: SHOWN_MS,
        role: "alert",
      }),
    );
  }, [client, model, snapshot, parts]);
}

/** Return "Olga deleted cache while you renamed it. You had written “sessions”." */
function lostDraftMessage(name: string, who: string | null, { label, text }: FieldValue): string {
  const deleted = who === null ? `${name} was deleted` : `${who} deleted ${name}`;
  const [doing, rest] = doingWords(label);
  const words = text.trim().length > LONGEST ? `${text.trim().slice(0, LONGEST)}…` : text.trim();
  const had = words === "" ? "" : ` You had written “${words}”${rest}.`;
  return `${deleted} while you ${doing}.${had}`;
}

function doingWords(label: string): [doing: string, rest: string] {
  if (label === "Name") return ["renamed it", ""];
  if (["Comment", "Answer", "Edit the comment"].includes(label))
    return ["wrote a comment on it", ", which is kept here for when it is brought back"];
  return label === "" ? ["wrote there", ""] : [`wrote its ${label}`, ""];
}

function nameOf(lost: Selection): string {
  if (lost.type === "element") return lost.element.name;
  return lost.type === "flow" ? "the flow" : "the relation";
}

/** The name of whoever changed it last, and so deleted it; null where that cannot be told. */
async function deleterOf(
  client: QueryClient,
  model: string,
  { uid }: Selection,
): Promise<string | null> {
  try {
    const { pages } = await client.fetchInfiniteQuery({
      ...timelineQuery(model, { subject: uid }),
      retry: false,
    });
    return pages[0]?.results[0]?.actor?.name || null;
  } catch {
    return null;
  }
}
