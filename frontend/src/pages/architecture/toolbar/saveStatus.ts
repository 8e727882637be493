/** How the state of saving is put into words. */
import type { SaveProgress } from "@/collab/transport";

export interface SaveStatus {
  tone: SaveProgress["state"] | "viewing";
  words: string;
  /** What it means for the person. */
  meaning: string;
}

export function saveStatus({ state, waiting }: SaveProgress, canEdit: boolean): SaveStatus {
  if (state === "offline") return apart(state, "Offline", waiting);
  if (state === "reconnecting") return apart(state, "Reconnecting…", waiting);
  if (!canEdit) return viewing(state === "posted");
  if (state === "checking") {
    const meaning = "Checking for unsaved changes in this browser.";
    return { tone: state, words: "Checking…", meaning };
  }
  if (state === "saving") {
    return { tone: state, words: "Saving…", meaning: `${changes(waiting)} on the way` };
  }
  if (state === "posted") {
    const meaning = `Every change is stored. ${BLOCKED}`;
    return { tone: state, words: "Saved, not live", meaning };
  }
  return {
    tone: state,
    words: "Saved",
    meaning: "Every change is stored and visible to everyone.",
  };
}

const BLOCKED =
  "Something between here and Bulkhead blocks the live connection: changes of others show after some seconds.";

function viewing(isBlocked: boolean): SaveStatus {
  if (isBlocked) return { tone: "posted", words: "View only, not live", meaning: BLOCKED };
  const meaning = "You see all changes live. Ask an owner of the team to be made an editor.";
  return { tone: "viewing", words: "View only", meaning };
}

function apart(tone: "offline" | "reconnecting", word: string, waiting: number): SaveStatus {
  if (waiting === 0) {
    return { tone, words: word, meaning: "What you see may be out of date." };
  }
  const wait = waiting === 1 ? "waits" : "wait";
  return {
    tone,
    words: `${word.replace("…", "")}, ${changes(waiting)} ${wait}`,
    meaning: "They are kept in this browser and sent as soon as the connection is back.",
  };
}

function changes(count: number): string {
  return count === 1 ? "1 change" : `${count} changes`;
}
