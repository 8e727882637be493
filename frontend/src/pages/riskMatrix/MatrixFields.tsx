/** The names of a risk matrix: its levels with their colors, likelihoods and impacts. */
import { Button, Select, TextInput } from "@mantine/core";
import type { RiskColor, RiskMatrix } from "@/api/types";
import { RISK_COLORS } from "@/model/labels/risk";
import { Section } from "@/ui/Section";
import { LEVELS_LEAST, withFewerLevels, withLevel, withMoreLevels, withName } from "./matrixDraft";
import classes from "./riskMatrix.module.css";

const NAME_LENGTH = 40;
const COLORS = RISK_COLORS.map((value) => ({
  value,
  label: value[0]?.toUpperCase() + value.slice(1),
}));

interface FieldsProps {
  draft: RiskMatrix;
  onChange: (draft: RiskMatrix) => void;
}

export function LevelFields({ draft, onChange }: FieldsProps) {
  const used = new Set(draft.levels.map(({ color }) => color));
  return (
    <Section title="Levels" description="The lowest first. Each has a color of its own.">
      <div className={classes.list}>
        {draft.levels.map(({ name, color }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what it is; names are edited
          <div key={index} className={classes.level}>
            <TextInput
              aria-label={`Level ${index + 1}`}
              value={name}
              maxLength={NAME_LENGTH}
              error={name.trim() ? null : "Enter a name."}
              onChange={(event) =>
                onChange(withLevel(draft, index, { name: event.currentTarget.value }))
              }
            />
            <Select
              aria-label={`Color of level ${index + 1}`}
              data={COLORS.map((one) => ({
                ...one,
                disabled: one.value !== color && used.has(one.value),
              }))}
              value={color}
              allowDeselect={false}
              onChange={(value) =>
                value && onChange(withLevel(draft, index, { color: value as RiskColor }))
              }
            />
          </div>
        ))}
        <div className={classes.buttons}>
          <Button
            variant="default"
            size="compact-sm"
            disabled={draft.levels.length >= RISK_COLORS.length}
            onClick={() => onChange(withMoreLevels(draft))}
          >
            Add level
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            disabled={draft.levels.length <= LEVELS_LEAST}
            onClick={() => onChange(withFewerLevels(draft))}
          >
            Remove highest level
          </Button>
        </div>
      </div>
    </Section>
  );
}

const SIDES = [
  { side: "likelihoods", title: "Likelihood", one: "Likelihood" },
  { side: "impacts", title: "Impact", one: "Impact" },
] as const;

export function NameFields({ draft, onChange }: FieldsProps) {
  return (
    <Section title="Names" description="The lowest first.">
      <div className={classes.names}>
        {SIDES.map(({ side, title, one }) => (
          <fieldset key={side} className={classes.list}>
            <legend>{title}</legend>
            {draft[side].map((name, index) => (
              <TextInput
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is what it is; names are edited
                key={index}
                aria-label={`${one} ${index + 1}`}
                value={name}
                maxLength={NAME_LENGTH}
                error={name.trim() ? null : "Enter a name."}
                onChange={(event) =>
                  onChange(withName(draft, side, index, event.currentTarget.value))
                }
              />
            ))}
          </fieldset>
        ))}
      </div>
    </Section>
  );
}
