/** A field that finds elements by name. The list opens when one types, clicks or presses an arrow, not on focus. */
import { Combobox, type ComboboxProps, useCombobox } from "@mantine/core";
import { type ChangeEvent, type ReactNode, useState } from "react";
import { ElementOption } from "./ElementOption";
import classes from "./elementChoice.module.css";
import { type ElementQuery, type NamedElement, useElementOptions } from "./useElementOptions";

/** What the input has to take. */
export interface ElementInputProps {
  role: "combobox";
  "aria-label": string;
  value: string;
  onClick: () => void;
  onBlur: () => void;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

interface ElementComboboxProps extends Pick<ComboboxProps, "width" | "position"> {
  label: string;
  /** Uids that are not offered. */
  taken?: readonly string[];
  /** Whether data sets are offered as well. */
  dataSets?: boolean;
  /** Narrows the elements; null while that is not known. */
  query?: ElementQuery | null;
  empty: string;
  onChoose: (element: NamedElement) => void;
  /** The field, inside the targets that Combobox needs. */
  children: (input: ElementInputProps) => ReactNode;
}

export function ElementCombobox({
  label,
  taken = [],
  dataSets = false,
  query = {},
  empty,
  onChoose,
  children,
  ...placed
}: ElementComboboxProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState("");
  const enabled = combobox.dropdownOpened && query !== null;
  const found = useElementOptions({ text, enabled, dataSets, query: query ?? {} });
  const options = found?.filter(({ uid }) => !taken.includes(uid)) ?? [];
  const submit = (uid: string): void => {
    const one = options.find((option) => option.uid === uid);
    setText("");
    combobox.closeDropdown();
    if (one) onChoose(one);
  };
  const input: ElementInputProps = {
    role: "combobox",
    "aria-label": label,
    value: text,
    onClick: () => combobox.openDropdown(),
    onBlur: () => combobox.closeDropdown(),
    onChange: (event) => {
      setText(event.currentTarget.value);
      combobox.openDropdown();
      combobox.updateSelectedOptionIndex();
    },
  };
  return (
    <Combobox store={combobox} onOptionSubmit={submit} {...placed}>
      {children(input)}
      <Combobox.Dropdown hidden={found === undefined}>
        <Combobox.Options aria-label={label} className={classes.options}>
          {options.map((one) => (
            <Combobox.Option key={one.uid} value={one.uid} title={one.uid}>
              <ElementOption {...one} />
            </Combobox.Option>
          ))}
          {options.length === 0 && <Combobox.Empty>{empty}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
