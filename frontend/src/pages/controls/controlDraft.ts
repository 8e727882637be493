/** A control of the team while it is written: the form's fields, and what is sent of them. */
import type { FieldErrors } from "@/api/errors";
import type { ControlDetail } from "@/api/types";
import { type ControlCategory, type Stage, teamId } from "@/model/labels/controls";

export interface Draft {
  title: string;
  category: ControlCategory;
  lifecycle: Stage;
  how: string;
  verify: string;
  references: string[];
}

export const EMPTY_DRAFT: Draft = {
  title: "",
  category: "preventive",
  lifecycle: "deploy",
  how: "",
  verify: "",
  references: [],
};

/** Return what the form begins with when a control is changed, or copied from the library. */
export function draftOf(control: ControlDetail): Draft {
  return {
    title: control.title,
    category: control.category as ControlCategory,
    lifecycle: control.lifecycle as Stage,
    how: control.how,
    verify: control.verify,
    references: control.references.map(({ id }) => id),
  };
}

/** Return the fields without the white space around them. */
export function trimmed(draft: Draft): Draft {
  return {
    ...draft,
    title: draft.title.trim(),
    how: draft.how.trim(),
    verify: draft.verify.trim(),
  };
}

/** Return the id that a new control gets from its title. */
export function controlId(draft: Draft): string {
  return teamId(draft.title, "control");
}

const FIELDS: ReadonlySet<string> = new Set(Object.keys(EMPTY_DRAFT));

/** Return what the server refused by field; a taken id is the title's fault, and the rest stands under "". */
export function errorsByField(errors: FieldErrors): Record<string, string> {
  const byField: Record<string, string> = {};
  for (const [place, messages] of Object.entries(errors)) {
    const field = place === "id" ? "title" : FIELDS.has(place) ? place : "";
    byField[field] = [byField[field], ...messages].filter(Boolean).join(" ");
  }
  return byField;
}
