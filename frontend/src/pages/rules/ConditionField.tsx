/** The condition of a rule, with the facts of the catalogue offered as one types. */
import { Combobox, Textarea, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { catalogueQuery } from "@/api/queries";
import { ConditionError } from "./ConditionError";
import { completed, type FactHint, suggestionsFor, wordBefore } from "./conditionCompletion";
import { conditionErrorPosition } from "./conditionErrorPosition";
import classes from "./form.module.css";

interface ConditionFieldProps {
  value: string;
  appliesTo: readonly string[];
  error: string | undefined;
  onChange: (value: string) => void;
}

export function ConditionField({ value, appliesTo, error, onChange }: ConditionFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const combobox = useCombobox();
  const factsOf = useFactHints();
  const suggestions = suggestionsFor(wordBefore(value, caret), appliesTo, factsOf);
  const opened = combobox.dropdownOpened && suggestions.length > 0;
  const insert = (text: string): void => {
    const next = completed(value, caret, text);
    onChange(next.text);
    setCaret(next.caret);
    combobox.resetSelectedOption();
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const place = conditionErrorPosition(error ?? "", value);
  const goTo = (offset: number): void => {
    field.current?.focus();
    field.current?.setSelectionRange(offset, offset + 1);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={insert} position="bottom-start" width={420}>
      <Combobox.Target withKeyboardNavigation={opened}>
        <Textarea
          ref={field}
          label="Condition"
          description="CEL over facts: self, pod, image, ns, cluster, node, account; of a flow also source and destination. A missing fact makes it a question."
          placeholder="self.privileged && !pod.host_pid"
          autosize
          minRows={3}
          maxRows={14}
          required
          spellCheck={false}
          // A field of several lines is no combobox to assistive technology.
          aria-autocomplete="list"
          classNames={{ input: classes.condition ?? "" }}
          value={value}
          error={error}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      {place && <ConditionError place={place} onGo={() => goTo(place.offset)} />}
      <Combobox.Dropdown hidden={!opened}>
        <Combobox.Options>
          {suggestions.map(({ text, hint }) => (
            <Combobox.Option key={text} value={text}>
              <code className={classes.suggestion}>{text}</code>
              <span className={classes.hint}>{hint}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

const NO_FACTS: readonly FactHint[] = [];

function useFactHints(): (kind: string) => readonly FactHint[] {
  const catalogue = useQuery(catalogueQuery()).data;
  return useMemo(() => {
    const facts = new Map<string, readonly FactHint[]>();
    for (const kind of catalogue?.kinds ?? []) facts.set(kind.id, kind.facts);
    if (catalogue) facts.set("flow", catalogue.flow_facts);
    return (kind) => facts.get(kind) ?? NO_FACTS;
  }, [catalogue]);
}
