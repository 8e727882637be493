/** A document for tests: empty, everything allowed, and what is called on it can be asked. */
import { vi } from "vitest";
import { PresenceStore } from "@/collab/presence";
import { kindsFrom } from "@/model/graph/elementKinds";
import type { Document } from "./useDocument";

export function openDocument(part: Partial<Document> = {}): Document {
  return {
    snapshot: { seq: 1, elements: [], flows: [], relations: [] },
    kinds: kindsFrom([]),
    canEdit: true,
    apply: vi.fn(),
    recordBatch: vi.fn(),
    undo: vi.fn(),
    redo: vi.fn(),
    undoLabel: null,
    redoLabel: null,
    saving: { state: "saved", waiting: 0 },
    peers: [],
    presence: new PresenceStore(),
    me: null,
    show: vi.fn(),
    ...part,
  };
}
