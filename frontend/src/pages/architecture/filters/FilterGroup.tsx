/** One group of the form of filters, and one choice in it with how many elements it would find. */
import { Checkbox } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./filters.module.css";

interface FilterPartProps {
  title: string;
  /** What it goes by, where the title does not say it. */
  note?: string;
  children: ReactNode;
}

export function FilterGroup({ title, note, children }: FilterPartProps) {
  const id = useId();
  return (
    <fieldset className={classes.part} aria-describedby={note ? id : undefined}>
      <legend className={classes.title}>{title}</legend>
      <div className={classes.options}>{children}</div>
      {note && (
        <p id={id} className={classes.note}>
          {note}
        </p>
      )}
    </fieldset>
  );
}

interface FilterOptionProps {
  label: ReactNode;
  /** undefined while it is not known. */
  count?: number | undefined;
  /** Where the count comes from, when that is not plain. */
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: () => void;
}

export function FilterOption({
  label,
  count,
  hint,
  checked,
  disabled,
  onChange,
}: FilterOptionProps) {
  return (
    <Checkbox
      size="xs"
      checked={checked}
      disabled={disabled ?? false}
      onChange={onChange}
      label={
        <span className={classes.label}>
          {label}
          {count !== undefined && <span className={classes.count}>{count}</span>}
        </span>
      }
      description={hint || undefined}
      classNames={{ root: classes.option ?? "", labelWrapper: classes.wide ?? "" }}
    />
  );
}
