/** The formats to choose from, each with what it is for. Arrow keys move between them. */
import { Radio, Skeleton } from "@mantine/core";
import type { ExportFormat } from "@/api/types";
import classes from "./exports.module.css";

interface FormatCardsProps {
  /** undefined while they are read. */
  formats: readonly ExportFormat[] | undefined;
  value: string;
  onChange: (format: string) => void;
}

const EXPECTED = 8;

export function FormatCards({ formats, value, onChange }: FormatCardsProps) {
  return (
    <Radio.Group label="Format" value={value} onChange={onChange}>
      <div className={classes.cards}>
        {formats === undefined
          ? Array.from({ length: EXPECTED }, (_, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else
              <Skeleton key={place} height={76} radius="md" />
            ))
          : formats.map((format) => (
              <Radio.Card key={format.id} value={format.id} className={classes.card}>
                <Radio.Indicator className={classes.indicator} />
                <span className={classes.words}>
                  <span className={classes.name}>
                    {format.name} <span className={classes.ending}>{format.ending}</span>
                  </span>
                  <span className={classes.purpose}>{format.purpose}</span>
                </span>
              </Radio.Card>
            ))}
      </div>
    </Radio.Group>
  );
}
