/** Saying facts of an element or flow in the inspector: shown at once, one step to take back. */
import { useQueryClient } from "@tanstack/react-query";
import { elementQuery, flowQuery } from "@/api/architectureQueries";
import type { ElementDetail, FactRow, FlowDetail } from "@/api/types";
import type { FactType } from "@/model/graph/elementKinds";
import type { Fact } from "@/model/labels/facts";
import type { EditorState } from "./editorState";

export interface FactEdit {
  /** Every fact that the subject may have. */
  types: readonly FactType[];
  say: (fact: Fact, value: unknown) => void;
  /** A person's word counts no more. */
  unsay: (fact: Fact) => void;
}

interface Subject {
  on: "element" | "flow";
  id: string;
  uid: string;
  name: string;
}

/** Return how to change the facts; null for those who may only look. */
export function useFactEdit(
  editor: EditorState,
  { on, id, uid, name }: Subject,
  types: readonly FactType[],
): FactEdit | null {
  const client = useQueryClient();
  const { document, model, edit } = editor;
  if (!document.canEdit) return null;
  const { queryKey } = on === "element" ? elementQuery(model, id) : flowQuery(model, id);
  const show = (fact: string, row: FactRow | null): void => {
    // What is on its way is from before, and would show the earlier value again.
    void client.cancelQueries({ queryKey, exact: true });
    client.setQueryData<ElementDetail | FlowDetail>(queryKey, (detail) =>
      detail ? withFact(detail, fact, row) : detail,
    );
  };
  const write = (fact: Fact, value: { value: unknown } | null, label: string): void =>
    edit([{ op: "set", on, uid, props: { facts: { [fact.name]: value } } }], label);
  return {
    types,
    say: (fact, value) => {
      write(fact, { value }, `Say ${fact.label} of ${name}`);
      const by = document.me?.name ?? "";
      const said = { value, origin: "person", by, at: now(), why: "" };
      show(fact.name, { ...UNSAID, ...fact, ...said } as FactRow);
    },
    unsay: (fact) => {
      write(fact, null, `Take back ${fact.label} of ${name}`);
      const files = fact.overruled;
      show(
        fact.name,
        files ? ({ ...UNSAID, ...fact, ...files, overruled: null } as FactRow) : null,
      );
    },
  };
}

const UNSAID = { file: "", line: 0, why: "", meaning: "", unit: "", item_lines: [] };

function now(): string {
  return new Date().toISOString();
}

/** Return the details as they will be: the fact said, and nobody asking for it any more. */
function withFact<Detail extends ElementDetail | FlowDetail>(
  detail: Detail,
  name: string,
  row: FactRow | null,
): Detail {
  const others = detail.facts.filter((fact) => fact.name !== name);
  const at = detail.facts.findIndex((fact) => fact.name === name);
  const facts = row ? others.toSpliced(at === -1 ? others.length : at, 0, row) : others;
  return { ...detail, facts, questions: detail.questions.filter((one) => one.fact !== name) };
}
