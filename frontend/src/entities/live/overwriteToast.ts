/** Tells that somebody set otherwise what one had just set, and offers one's own again. */

import type { DocumentSession } from "@/collab/documentSession";
import { type Overwritten, reapplyOp } from "@/collab/overwriteDetection";
import { sentenceCase } from "@/model/labels/categories";
import { formatValue } from "@/model/labels/facts";
import { offerToast } from "@/ui/undoToast";

export function showOverwriteToast(
  what: Overwritten,
  session: Pick<DocumentSession, "apply" | "view">,
): void {
  const name = nameOf(what, session);
  offerToast(overwriteMessage(what, name), {
    label: "Use mine",
    run: () => session.apply([reapplyOp(what)], `Use ${formatValue(what.mine)} again`),
  });
}

/** Return "Ana changed your name “Front” to “Shop front”." or the same of a fact. */
export function overwriteMessage({ by, fact, mine, theirs }: Overwritten, name: string): string {
  const [from, to] = [formatValue(mine), formatValue(theirs)];
  if (fact === null) return `${by} changed your name “${from}” to “${to}”.`;
  return `${by} changed ${sentenceCase(fact)} of ${name} from your “${from}” to “${to}”.`;
}

function nameOf({ on, uid }: Overwritten, { view }: Pick<DocumentSession, "view">): string {
  if (on === "flow") return "the flow";
  return view().snapshot?.elements.find((one) => one.uid === uid)?.name ?? uid;
}
