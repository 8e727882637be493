/** Whether a value fits a fact: the rule of the server, which has the last word. */

import type { FactType } from "@/model/graph/elementKinds";
import { isDay, isWithin, type Range } from "./questionAnswers";

export function fitsFact(
  fact: Pick<FactType, "name" | "type" | "options" | "fields" | "ranges">,
  value: unknown,
): boolean {
  if (fact.type === "enum") return fact.options.includes(value as string);
  if (fact.type === "records") {
    const fields = Object.entries(fact.fields);
    return Array.isArray(value) && value.every((record) => fitsFields(fields, fact.ranges, record));
  }
  return fitsType(fact.type, value, fact.ranges[fact.name]);
}

function fitsFields(
  fields: [name: string, type: string][],
  ranges: FactType["ranges"],
  record: unknown,
): boolean {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return false;
  const given = record as Record<string, unknown>;
  return (
    Object.keys(given).length === fields.length &&
    fields.every(([name, type]) => name in given && fitsType(type, given[name], ranges[name]))
  );
}

function fitsType(type: string, value: unknown, range?: Range): boolean {
  if (type === "bool") return typeof value === "boolean";
  if (type === "int") return Number.isSafeInteger(value) && isWithin(range, value as number);
  if (type === "float") return Number.isFinite(value);
  if (type === "date") return typeof value === "string" && isDay(value);
  if (type === "list") return Array.isArray(value) && value.every((one) => typeof one === "string");
  return typeof value === "string";
}

/** What a person may say although nobody is asked for it. */
const SAID = new Set(["port", "published_port"]);

/** Whether a person may set the fact; the others only files can tell. */
export function isSettable(fact: Pick<FactType, "name" | "question">): boolean {
  return fact.question !== "" || SAID.has(fact.name);
}
