/** Puts a data set on an element or flow: one that is there, or a new one by its name alone. */
import { Combobox, useCombobox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { DataSetRow } from "@/api/types";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { placeDataSets } from "./actions/placeDataSets";
import { saveDataSet } from "./actions/saveDataSet";
import { ClassificationBars } from "./ClassificationBadge";
import type { DataHolder } from "./dataHolder";
import { CREATE, choicesFor } from "./dataSetChoices";
import classes from "./strip.module.css";

interface AddDataSetProps {
  holder: DataHolder;
  all: readonly DataSetRow[];
  held: readonly DataSetRow[];
}

export function AddDataSetToElement({ holder, all, held }: AddDataSetProps) {
  const { id } = useModel();
  const place = useUndoableMutation(placeDataSets, id);
  const save = useUndoableMutation(saveDataSet, id);
  const [text, setText] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setText("");
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const { found, create } = choicesFor(text, all, held);
  const { on, uid, name } = holder;
  const choose = (value: string): void => {
    combobox.closeDropdown();
    const chosen = all.find((one) => one.uid === value);
    if (value === CREATE && create) {
      save.mutate({ id: null, name: create, changes: {}, on: [{ on, uid }] });
    } else if (chosen) {
      const add = [{ on, uid, data_set: value }];
      place.mutate({ name: chosen.name, place: name, add, remove: [] });
    }
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={260} position="bottom-start">
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <button
          type="button"
          className={classes.add}
          aria-label={`Add a data set to ${name}`}
          aria-expanded={combobox.dropdownOpened}
          disabled={place.isPending || save.isPending}
          onClick={() => combobox.toggleDropdown()}
        >
          <IconPlus size={13} aria-hidden="true" />
          Add
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          aria-label="Find or name a data set"
          placeholder="Find, or name a new one"
          value={text}
          maxLength={200}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
        />
        <Combobox.Options mah={240} style={{ overflowY: "auto" }}>
          {found.map((one) => (
            <Combobox.Option key={one.uid} value={one.uid} className={classes.option}>
              <span>{one.name}</span>
              {one.classification && <ClassificationBars value={one.classification} />}
            </Combobox.Option>
          ))}
          {create && (
            <Combobox.Option value={CREATE} className={classes.option}>
              <span>
                New data set <strong>{create}</strong>
              </span>
              <IconPlus size={13} aria-hidden="true" />
            </Combobox.Option>
          )}
          {found.length === 0 && !create && (
            <Combobox.Empty>Write the name of a new one</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
