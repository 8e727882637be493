/** Facts that people override. While some are to be confirmed they come before the questions, else after. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Override } from "@/api/types";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import { OverrideItem } from "./OverrideItem";
import classes from "./overrides.module.css";
import { overridesQuery } from "./queries";

const SHOWN = 5;

interface OverrideSectionProps {
  place: "before" | "after";
}

export function OverrideSection({ place }: OverrideSectionProps) {
  const { id } = useModel();
  const { data } = useQuery(overridesQuery(id));
  const [all, setAll] = useState(false);
  if (!data || data.results.length === 0) return null;
  const open = data.results.filter((one) => !one.confirmed_at);
  if (open.length > 0 !== (place === "before")) return null;
  const sorted = [...open, ...data.results.filter((one) => one.confirmed_at)];
  const shown = all ? sorted : sorted.slice(0, SHOWN);
  return (
    <div className={classes.section} data-place={place}>
      <Section title="Overridden facts" description={summary(open, data.count)} flush>
        <ul className={classes.rows}>
          {shown.map((one) => (
            <li key={`${one.subject.uid} ${one.fact}`} className={classes.entry}>
              <OverrideItem override={one} />
            </li>
          ))}
        </ul>
        {sorted.length > shown.length && (
          <Button variant="subtle" fullWidth onClick={() => setAll(true)}>
            Show all {sorted.length}
          </Button>
        )}
      </Section>
    </div>
  );
}

function summary(open: readonly Override[], count: number): string {
  const facts = count === 1 ? "1 fact" : `${count} facts`;
  const waiting = open.length === 0 ? "All are confirmed." : `${open.length} to confirm.`;
  return `People say something else than the files about ${facts}. ${waiting}`;
}
