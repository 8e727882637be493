/** Sums over the models of a team. No React. */
import type { ModelRow } from "@/api/types";
import { totalCount } from "@/model/graph/severity";

export interface TeamMetrics {
  critical: number;
  high: number;
  /** Of all threats, those whose risk is accepted. */
  accepted: number;
  overdue: number;
  questions: number;
}

export function teamMetrics(models: readonly ModelRow[]): TeamMetrics {
  const sum = (value: (model: ModelRow) => number) =>
    models.reduce((all, model) => all + value(model), 0);
  return {
    critical: sum((model) => model.threats.critical),
    high: sum((model) => model.threats.high),
    accepted: sum((model) => model.accepted),
    overdue: sum((model) => model.mitigations.overdue),
    questions: sum((model) => model.questions_open),
  };
}

/** The most threats that one model has: the longest bar of the list. */
export function mostThreats(models: readonly ModelRow[]): number {
  return Math.max(0, ...models.map((model) => totalCount(model.threats)));
}

/** Length of a bar in percent of the longest. The square root keeps small numbers visible beside large ones. */
export function barPercent(value: number, most: number): number {
  if (value <= 0 || most <= 0) return 0;
  return Math.max(12, Math.round(Math.sqrt(value / most) * 100));
}
