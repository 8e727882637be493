/** The first or the last day of a list, kept in the address. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { ListParams } from "@/ui/useListParams";
import classes from "./audit.module.css";

interface DayFilterProps {
  /** The query parameter. */
  id: "since" | "until";
  label: string;
  params: ListParams;
}

// While a year is typed the field has values such as 0002-11-01.
const WHOLE = /^[1-9]\d{3}-/;

export function DayFilter({ id, label, params }: DayFilterProps) {
  const [day = ""] = params.filter(id);
  const [kept, setKept] = useState(day);
  const [text, setText] = useState(day);
  if (kept !== day) {
    setKept(day);
    setText(day);
  }
  return (
    <TextInput
      type="date"
      className={classes.date}
      aria-label={`${label} day`}
      title="Days are counted in UTC"
      leftSection={label}
      leftSectionWidth={52}
      value={text}
      onChange={(event) => {
        const value = event.currentTarget.value;
        setText(value);
        if (value === "" || WHOLE.test(value)) params.setFilter(id, value ? [value] : []);
      }}
    />
  );
}
