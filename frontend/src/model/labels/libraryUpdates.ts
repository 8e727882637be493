/** What an update of the rule library changes, in words. */
import type { LibraryChange, LibraryUpdate } from "@/api/types";
import { totalCount } from "@/model/graph/severity";

type Counts = NonNullable<LibraryUpdate["counts"]>;
type Change = LibraryChange["change"];

export const LIBRARY_CHANGES: Readonly<Record<Change, string>> = {
  new: "New",
  gone: "No longer found",
  severity: "Severity changes",
  facts: "Accepted with other facts",
  possible: "New possible threat",
  "possible-gone": "Possible threat no longer found",
};

/** "4 new threats, 2 go, 1 changes severity"; "" where nothing changes. */
export function updateText(counts: Counts): string {
  const fresh = totalCount(counts.new);
  const gone = totalCount(counts.gone);
  const moved = counts.raised + counts.lowered;
  const possible = counts.possible + counts.possible_gone;
  const parts = [
    fresh > 0 && `${fresh} new ${fresh === 1 ? "threat" : "threats"}`,
    gone > 0 && `${gone} ${gone === 1 ? "goes" : "go"}`,
    moved > 0 && `${moved} ${moved === 1 ? "changes" : "change"} severity`,
    possible > 0 && `${possible} possible ${possible === 1 ? "threat differs" : "threats differ"}`,
    counts.facts > 0 && `${counts.facts} accepted with other facts`,
    counts.scenarios > 0 &&
      `${counts.scenarios} attack ${counts.scenarios === 1 ? "scenario differs" : "scenarios differ"}`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** As many changes as the server keeps for the list; the counts have all of them. */
const LISTED_MOST = 2_000;

/** Says that the list is shorter than the counts; "" where it has everything. */
export function listedText(counts: Counts): string {
  const { raised, lowered, possible, possible_gone, facts, scenarios } = counts;
  const threats = totalCount(counts.new) + totalCount(counts.gone);
  const all = threats + raised + lowered + possible + possible_gone + facts + scenarios;
  return all > LISTED_MOST ? `The first ${LISTED_MOST.toLocaleString("en-US")} are listed.` : "";
}

/** How an update that is over came about, and what the preview said where that differs. */
export function endText(update: LibraryUpdate): string {
  const { previewed_seq: previewed, seq } = update;
  const preview = previewText(update);
  if (update.state === "applied" && previewed === seq) {
    return preview === "" ? "Applied as previewed." : `Applied. ${preview}`;
  }
  if (previewed === null) {
    return "The model was analyzed by this library before a preview was computed: the effects of edits since are included.";
  }
  if (previewed === seq) {
    return `The model was analyzed again before the preview was applied. ${preview}`.trim();
  }
  return `The preview was of change ${previewed}; the analysis was of change ${seq} and includes the effects of the edits between. ${preview}`.trim();
}

/** What the preview said, and that attack paths follow; "" where all of it has come. */
function previewText({ counts, previewed_counts: previewed }: LibraryUpdate): string {
  if (!counts || !previewed || updateText(previewed) === updateText(counts)) return "";
  const follow = previewed.scenarios > 0 ? " Attack scenarios follow with the attack paths." : "";
  return `The preview said: ${updateText(previewed)}.${follow}`;
}
