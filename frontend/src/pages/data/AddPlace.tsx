/** Puts a data set on one more element; the names come from the server as one types. */
import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { elementsQuery } from "@/api/architectureQueries";
import { catalogueQuery } from "@/api/queries";
import type { DataSet } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { placeDataSets } from "@/entities/dataSets/actions/placeDataSets";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import classes from "./data.module.css";

const PAUSE_MS = 200;
const SHOWN = 20;

export function AddPlace({ dataSet }: { dataSet: DataSet }) {
  const { id } = useModel();
  const step = useUndoableMutation(placeDataSets, id);
  const combobox = useCombobox();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, PAUSE_MS);
  const kinds = useQuery(catalogueQuery()).data?.kinds;
  const kind = kinds?.filter(holdsData).map((one) => one.id);
  const query = useQuery({
    ...elementsQuery(id, { search, page_size: SHOWN, ...(kind && { kind }) }),
    enabled: combobox.dropdownOpened && kind !== undefined,
  });
  const there = new Set(dataSet.places.map((place) => place.uid));
  const found = (query.data?.results ?? []).filter((one) => !there.has(one.uid));
  const add = (uid: string): void => {
    const element = found.find((one) => one.uid === uid);
    combobox.closeDropdown();
    setText("");
    step.mutate({
      name: dataSet.name,
      place: element?.name ?? uid,
      add: [{ on: "element", uid, data_set: dataSet.uid }],
      remove: [],
    });
  };
  return (
    <Combobox store={combobox} onOptionSubmit={add} position="bottom-start">
      <Combobox.Target>
        <TextInput
          className={classes.addPlace}
          size="xs"
          aria-label="Add an element that holds it"
          placeholder="Add an element that holds it"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          value={text}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={query.data === undefined}>
        <Combobox.Options mah={240} style={{ overflowY: "auto" }}>
          {found.map((element) => (
            <Combobox.Option key={element.uid} value={element.uid} title={element.uid}>
              <span className={classes.option}>
                <KindIcon kind={element.kind} size={15} />
                <span>{element.name}</span>
              </span>
            </Combobox.Option>
          ))}
          {found.length === 0 && <Combobox.Empty>No other element matches</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function holdsData(kind: { facts: readonly { name: string }[] }): boolean {
  return kind.facts.some((fact) => fact.name === "data_sets");
}
