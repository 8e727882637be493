/** Narrows the threats to one element with what is inside it; the names come from the server as one types. */
import { CloseButton, Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { elementQuery, elementsQuery } from "@/api/architectureQueries";
import { KindIcon } from "@/entities/badges/KindIcon";
import { useModel } from "@/session/useModel";
import type { ListParams } from "@/ui/useListParams";
import classes from "./threats.module.css";

const PAUSE_MS = 200;
const SHOWN = 20;

export function ElementFilter({ params }: { params: ListParams }) {
  const chosen = params.filter("element")[0];
  const { id } = useModel();
  const element = useQuery({ ...elementQuery(id, chosen ?? ""), enabled: Boolean(chosen) }).data;
  if (!chosen) return <ElementChoice onChoose={(one) => params.setFilter("element", [one])} />;
  return (
    <span className={classes.chosen}>
      {element && <KindIcon kind={element.kind} size={15} />}
      <span className={classes.clip}>{element?.name ?? "Element"}</span>
      <CloseButton
        size="sm"
        aria-label="Show the threats of every element"
        onClick={() => params.setFilter("element", [])}
      />
    </span>
  );
}

function ElementChoice({ onChoose }: { onChoose: (element: string) => void }) {
  const { id } = useModel();
  const combobox = useCombobox();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, PAUSE_MS);
  const query = useQuery({
    ...elementsQuery(id, { search, page_size: SHOWN, has_threats: true }),
    enabled: combobox.dropdownOpened,
  });
  const found = query.data?.results ?? [];
  return (
    <Combobox store={combobox} onOptionSubmit={onChoose} width={280} position="bottom-end">
      <Combobox.Target>
        <TextInput
          className={classes.elementField}
          aria-label="Filter by element"
          placeholder="Any element"
          value={text}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={query.isPending}>
        <Combobox.Options mah={280} style={{ overflowY: "auto" }}>
          {found.map((element) => (
            <Combobox.Option key={element.id} value={element.id} title={element.uid}>
              <span className={classes.subject}>
                <KindIcon kind={element.kind} size={15} />
                <span className={classes.clip}>{element.name}</span>
              </span>
            </Combobox.Option>
          ))}
          {found.length === 0 && <Combobox.Empty>No element with threats matches</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
