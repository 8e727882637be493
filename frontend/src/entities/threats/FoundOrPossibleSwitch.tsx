/** The switch between what rules have found and what is possible while facts are missing, with counts. */
import { SegmentedControl } from "@mantine/core";
import type { ThreatRow } from "@/api/types";
import classes from "./possible.module.css";

export type Certainty = ThreatRow["certainty"];

interface CertaintySwitchProps {
  value: Certainty;
  counts: Readonly<Record<string, number>> | undefined;
  onChange: (value: Certainty) => void;
  fullWidth?: boolean;
}

const LABELS: readonly [Certainty, string][] = [
  ["found", "Found"],
  ["possible", "Possible"],
];

export function FoundOrPossibleSwitch({
  value,
  counts,
  onChange,
  fullWidth = false,
}: CertaintySwitchProps) {
  return (
    <SegmentedControl
      className={classes.switch}
      size="xs"
      fullWidth={fullWidth}
      aria-label="Found or possible threats"
      value={value}
      onChange={(next) => onChange(next as Certainty)}
      data={LABELS.map(([certainty, label]) => ({
        value: certainty,
        label: (
          <span className={classes.option}>
            {label}
            {counts && (
              <span className={classes.count}>
                {(counts[certainty] ?? 0).toLocaleString("en-US")}
              </span>
            )}
          </span>
        ),
      }))}
    />
  );
}
