/** Chooses the sections of a report and their order. */
import { ActionIcon, Button, Checkbox, Input } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReportSection, ReportSectionId } from "@/api/types";
import { listed, moved, toggled } from "./sectionOrder";
import { PRESETS, presetOf } from "./sectionPresets";
import classes from "./sections.module.css";

interface SectionChoiceProps {
  sections: readonly ReportSection[];
  chosen: readonly ReportSectionId[];
  error?: string | null;
  onChange: (chosen: readonly ReportSectionId[]) => void;
}

export function SectionChoice({ sections, chosen, error, onChange }: SectionChoiceProps) {
  const usual = sections.map(({ id }) => id);
  const preset = presetOf(chosen);
  const byId = new Map(sections.map((section) => [section.id, section]));
  return (
    <Input.Wrapper
      labelElement="div"
      label="Sections"
      description={preset?.help ?? `${chosen.length} of ${usual.length} chosen, in this order.`}
      error={error}
    >
      <div className={classes.presets}>
        {PRESETS.map((one) => (
          <Button
            key={one.id}
            size="compact-sm"
            variant={one === preset ? "light" : "default"}
            aria-pressed={one === preset}
            onClick={() => onChange(one.sections.filter((section) => byId.has(section)))}
          >
            {one.label}
          </Button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, also by keys */}
      <ol className={classes.list} tabIndex={0} aria-label="Sections in their order">
        {listed(chosen, usual).map((id) => {
          const section = byId.get(id);
          return (
            section && (
              <SectionItem
                key={id}
                section={section}
                place={chosen.indexOf(id)}
                count={chosen.length}
                onToggle={() => onChange(toggled(chosen, id, usual))}
                onMove={(by) => onChange(moved(chosen, id, by))}
              />
            )
          );
        })}
      </ol>
    </Input.Wrapper>
  );
}

interface SectionItemProps {
  section: ReportSection;
  /** Among the chosen ones; -1 where it is not chosen. */
  place: number;
  count: number;
  onToggle: () => void;
  onMove: (by: -1 | 1) => void;
}

function SectionItem({ section, place, count, onToggle, onMove }: SectionItemProps) {
  const chosen = place !== -1;
  return (
    <li className={classes.item}>
      <Checkbox
        className={classes.check}
        checked={chosen}
        label={section.title}
        description={section.about}
        onChange={onToggle}
      />
      {chosen && (
        <span className={classes.moves}>
          <ActionIcon
            aria-label={`Move ${section.title} up`}
            disabled={place === 0}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={15} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon
            aria-label={`Move ${section.title} down`}
            disabled={place === count - 1}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={15} aria-hidden="true" />
          </ActionIcon>
        </span>
      )}
    </li>
  );
}
