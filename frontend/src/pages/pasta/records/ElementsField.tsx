/** Elements and data sets of the model; the server searches as one types. */
import { Combobox, Pill, PillsInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { elementsQuery } from "@/api/architectureQueries";
import { KindIcon } from "@/entities/badges/KindIcon";
import { dataSetsQuery } from "@/entities/dataSets/queries";
import { useModel } from "@/session/useModel";
import type { Named } from "../recordKinds";
import classes from "./record.module.css";

interface ElementsFieldProps {
  label: string;
  description?: string | undefined;
  error: string | null;
  value: readonly Named[];
  onChange: (value: readonly Named[]) => void;
}

const PAUSE_MS = 200;
const SHOWN = 20;

export function ElementsField({ value, onChange, ...shared }: ElementsFieldProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState("");
  const found = useFound(text, combobox.dropdownOpened);
  const chosen = new Set(value.map(({ uid }) => uid));
  const options = found.filter(({ uid }) => !chosen.has(uid));
  const add = (uid: string): void => {
    const one = options.find((option) => option.uid === uid);
    if (one) onChange([...value, one]);
    setText("");
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={add}>
      <Combobox.DropdownTarget>
        <PillsInput {...shared} onClick={() => combobox.openDropdown()}>
          <Pill.Group>
            {value.map((one) => (
              <Pill
                key={one.uid}
                withRemoveButton
                title={one.uid}
                onRemove={() => onChange(value.filter(({ uid }) => uid !== one.uid))}
                removeButtonProps={{ "aria-label": `Remove ${one.name}`, tabIndex: 0 }}
              >
                {one.name}
              </Pill>
            ))}
            <Combobox.EventsTarget withExpandedAttribute>
              <PillsInput.Field
                role="combobox"
                aria-label={shared.label}
                placeholder={value.length === 0 ? "Search by name" : ""}
                value={text}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={(event) => {
                  setText(event.currentTarget.value);
                  combobox.openDropdown();
                  combobox.updateSelectedOptionIndex();
                }}
                onKeyDown={(event) => {
                  if (event.key !== "Backspace" || text !== "") return;
                  onChange(value.slice(0, -1));
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={shared.label} mah={240} style={{ overflowY: "auto" }}>
          {options.map((one) => (
            <Combobox.Option key={one.uid} value={one.uid} title={one.uid}>
              <span className={classes.option}>
                <KindIcon kind={one.kind} size={15} />
                <span>{one.name}</span>
              </span>
            </Combobox.Option>
          ))}
          {options.length === 0 && <Combobox.Empty>Nothing has this name</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Data sets first: objectives mostly depend on data. */
function useFound(text: string, enabled: boolean): Named[] {
  const { id } = useModel();
  const [search] = useDebouncedValue(text.trim(), PAUSE_MS);
  const query = { search, page_size: SHOWN };
  const dataSets = useQuery({ ...dataSetsQuery(id, query), enabled }).data?.results ?? [];
  const elements = useQuery({ ...elementsQuery(id, query), enabled }).data?.results ?? [];
  return [
    ...dataSets.map(({ uid, name }) => ({ uid, name, kind: "data-set" })),
    ...elements.map(({ uid, name, kind }) => ({ uid, name, kind })),
  ];
}
