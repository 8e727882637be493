/** Names and values, aligned: the facts of something. */
import type { ReactNode } from "react";
import classes from "./KeyValue.module.css";

export interface KeyValueItem {
  label: ReactNode;
  value: ReactNode;
  key?: string;
}

/** `stacked` puts the value under its name, for narrow panels. */
export function KeyValue({
  items,
  stacked = false,
}: {
  items: readonly KeyValueItem[];
  stacked?: boolean;
}) {
  return (
    <dl className={classes.list} data-stacked={stacked}>
      {items.map((item, index) => (
        <div
          key={item.key ?? (typeof item.label === "string" ? item.label : index)}
          className={classes.pair}
        >
          <dt className={classes.label}>{item.label}</dt>
          <dd className={classes.value}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
