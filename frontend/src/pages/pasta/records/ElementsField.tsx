/** Elements of the model, and data sets where the field takes them. */
import { Combobox, Pill, PillsInput } from "@mantine/core";
import { ElementCombobox } from "@/entities/elementChoice/ElementCombobox";
import type { Named } from "../recordKinds";

interface ElementsFieldProps {
  label: string;
  description?: string | undefined;
  error: string | null;
  dataSets: boolean;
  value: readonly Named[];
  onChange: (value: readonly Named[]) => void;
}

export function ElementsField({ value, onChange, dataSets, ...shared }: ElementsFieldProps) {
  return (
    <ElementCombobox
      label={shared.label}
      dataSets={dataSets}
      taken={value.map(({ uid }) => uid)}
      empty="Nothing has this name"
      onChoose={({ uid, name, kind }) => onChange([...value, { uid, name, kind }])}
    >
      {(input) => (
        <Combobox.DropdownTarget>
          <PillsInput {...shared} onClick={input.onClick}>
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
                  placeholder={value.length === 0 ? "Search by name" : ""}
                  {...input}
                  onKeyDown={(event) => {
                    if (event.key === "Backspace" && input.value === "")
                      onChange(value.slice(0, -1));
                  }}
                />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
      )}
    </ElementCombobox>
  );
}
