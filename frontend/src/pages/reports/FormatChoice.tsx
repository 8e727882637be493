/** Chooses the format of a report by what it is for. */
import { Radio } from "@mantine/core";
import type { ReportFormatId, ReportOptions } from "@/api/types";
import { FORMAT_PURPOSES } from "./reportLabels";
import classes from "./reports.module.css";

interface FormatChoiceProps {
  formats: ReportOptions["formats"];
  value: ReportFormatId;
  onChange: (format: ReportFormatId) => void;
}

export function FormatChoice({ formats, value, onChange }: FormatChoiceProps) {
  return (
    <Radio.Group
      label="Format"
      value={value}
      onChange={(chosen) => onChange(formats.find(({ id }) => id === chosen)?.id ?? value)}
    >
      <div className={classes.formats}>
        {formats.map(({ id, label }) => (
          <Radio.Card key={id} value={id} className={classes.format}>
            <Radio.Indicator size="xs" />
            <span className={classes.formatWords}>
              <span className={classes.formatLabel}>{label}</span>{" "}
              <span className={classes.purpose}>{FORMAT_PURPOSES[id]}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
