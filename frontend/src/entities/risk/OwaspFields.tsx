/** The sixteen factors of the OWASP Risk Rating to answer; what is left open says where it comes from instead. */
import { Select } from "@mantine/core";
import type { OwaspAnswers, OwaspFactor } from "@/api/types";
import { GROUP_LABELS } from "@/model/labels/risk";
import classes from "./rating.module.css";

interface OwaspFieldsProps {
  factors: readonly OwaspFactor[];
  values: OwaspAnswers;
  /** What counts while a factor is not answered here. */
  otherwise: (id: OwaspFactor["id"]) => string;
  onChange: (values: OwaspAnswers) => void;
}

const GROUPS = Object.keys(GROUP_LABELS) as OwaspFactor["group"][];

export function OwaspFields({ factors, values, otherwise, onChange }: OwaspFieldsProps) {
  return (
    <div className={classes.groups}>
      {GROUPS.map((group) => (
        <fieldset key={group} className={classes.group}>
          <legend>{GROUP_LABELS[group]}</legend>
          {factors
            .filter((factor) => factor.group === group)
            .map(({ id, label, options }) => (
              <Select
                key={id}
                label={label}
                placeholder={otherwise(id)}
                clearable
                value={values[id] === undefined ? null : String(values[id])}
                data={optionsWith(options, values[id])}
                onChange={(value) => onChange(withAnswer(values, id, value))}
              />
            ))}
        </fieldset>
      ))}
    </div>
  );
}

/** A value that was set through the API may lie between the answers. */
function optionsWith(options: OwaspFactor["options"], value: number | undefined) {
  const known = options.map((one) => ({
    value: String(one.value),
    label: `${one.value} ${one.label}`,
  }));
  const other = value !== undefined && options.every((one) => one.value !== value);
  return other ? [...known, { value: String(value), label: String(value) }] : known;
}

function withAnswer(
  values: OwaspAnswers,
  id: OwaspFactor["id"],
  value: string | null,
): OwaspAnswers {
  const { [id]: _before, ...others } = values;
  return value === null ? others : { ...others, [id]: Number(value) };
}
