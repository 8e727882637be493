/** Answers to questions: which control a fact's type takes and what value leaves it. */

export type AnswerControl = "yes-no" | "choice" | "number" | "text" | "list";

export function controlFor(type: string, options: readonly string[]): AnswerControl {
  if (type === "bool" || type === "boolean") return "yes-no";
  if (options.length > 0) return "choice";
  if (["int", "integer", "float", "number"].includes(type)) return "number";
  return type.startsWith("list") ? "list" : "text";
}

export type Answer =
  | { ok: true; value: boolean | number | string | string[] }
  | { ok: false; message: string };

/** Return the value a text stands for, or what is wrong with it. */
export function parseAnswer(type: string, text: string): Answer {
  const clean = text.trim();
  if (clean === "") return { ok: false, message: "Enter a value" };
  if (["int", "integer"].includes(type)) return whole(clean);
  if (["float", "number"].includes(type)) return decimal(clean);
  if (type.startsWith("list"))
    return {
      ok: true,
      value: clean
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    };
  return { ok: true, value: clean };
}

function whole(text: string): Answer {
  return /^-?\d+$/.test(text)
    ? { ok: true, value: Number(text) }
    : { ok: false, message: "Enter a whole number" };
}

function decimal(text: string): Answer {
  const value = Number(text);
  return Number.isFinite(value) ? { ok: true, value } : { ok: false, message: "Enter a number" };
}
