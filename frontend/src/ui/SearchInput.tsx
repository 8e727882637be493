/** The search field of a list: `/` focuses it, Escape leaves it, and the address follows after a short pause. */
import { CloseButton, Kbd, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import classes from "./SearchInput.module.css";
import { useShortcut } from "./useShortcut";

const PAUSE_MS = 250;

interface SearchInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  shortcut?: boolean;
}

export function SearchInput({ label, value, onChange, shortcut = true }: SearchInputProps) {
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(value);
  const [text, setText] = useState(value);
  useShortcut(
    { keys: "/", label: "Search", group: "General", run: () => field.current?.focus() },
    shortcut,
  );

  // The value may change from outside: "clear filters", or going back.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);

  const hint = shortcut ? <Kbd className={classes.hint}>/</Kbd> : null;
  return (
    <TextInput
      ref={field}
      className={classes.root}
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      leftSection={<IconSearch size={15} aria-hidden="true" />}
      rightSection={
        text ? (
          <CloseButton size="sm" aria-label="Clear search" onClick={() => setText("")} />
        ) : (
          hint
        )
      }
    />
  );
}
