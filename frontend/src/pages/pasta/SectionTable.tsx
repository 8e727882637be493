/** A table of a stage that the model fills: the first rows, and all of them on demand. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { StageSection } from "@/api/types";
import { AllSectionRows } from "./AllSectionRows";
import { SectionFrame } from "./SectionFrame";
import { SectionRows } from "./SectionRows";
import classes from "./section.module.css";

interface SectionTableProps {
  stage: number;
  section: StageSection;
}

export function SectionTable({ stage, section }: SectionTableProps) {
  const [all, setAll] = useState(false);
  const { id, title, about, count, rows, empty } = section;
  const more = count > rows.length;
  return (
    <SectionFrame id={id} title={title} count={count} about={about}>
      {count === 0 ? (
        <p className={classes.empty}>{empty}</p>
      ) : all ? (
        <AllSectionRows stage={stage} section={section} />
      ) : (
        <SectionRows section={section} rows={rows} />
      )}
      {more && (
        <div className={classes.foot}>
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show and search all ${count.toLocaleString("en-US")}`}
          </Button>
        </div>
      )}
    </SectionFrame>
  );
}
