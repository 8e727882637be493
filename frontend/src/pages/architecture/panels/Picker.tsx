/** A dialog to choose one of many by typing: an element, a kind, a place. */

import { Modal, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from "react";
import { KindIcon } from "@/entities/badges/KindIcon";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { type Findable, findElements } from "@/model/canvas/elementSearch";
import type { Severity } from "@/model/graph/severity";
import { ModalRoot } from "@/ui/Modal";
import classes from "./search.module.css";

export interface PickerItem extends Findable {
  /** What stands at the right: where it is, or what becomes of it. */
  place: string;
  worst?: Severity | null;
}

interface PickerProps<Item extends PickerItem> {
  /** What is chosen: "Find an element". */
  label: string;
  placeholder: string;
  /** What the choices are: "Elements". */
  listLabel: string;
  items: readonly Item[];
  onPick: (item: Item) => void;
  onClose: () => void;
  /** What else is decided with the choice, below the list. */
  footer?: ReactNode;
}

export function Picker<Item extends PickerItem>(props: PickerProps<Item>) {
  return (
    <ModalRoot opened onClose={props.onClose} yOffset="12vh" size={560} padding={0}>
      <Modal.Overlay />
      <Modal.Content aria-label={props.label}>
        <Modal.Body>
          <PickerBox {...props} />
        </Modal.Body>
      </Modal.Content>
    </ModalRoot>
  );
}

const SHOWN = 40;

function PickerBox<Item extends PickerItem>(props: PickerProps<Item>) {
  const { label, placeholder, listLabel, items, onPick } = props;
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useId();
  const found = useMemo(() => findElements(items, query, SHOWN), [items, query]);
  const pick = (item: Item | undefined): void => {
    if (item) onPick(item);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") pick(found[active]);
    if (step === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(found.length - 1, active + step));
    setActive(next);
    document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        className={classes.field}
        leftSection={<IconSearch size={17} aria-hidden="true" />}
        placeholder={placeholder}
        aria-label={label}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found.length > 0 ? `${list}-${active}` : undefined}
        value={query}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
      />
      <div id={list} role="listbox" aria-label={listLabel} className={classes.list}>
        {found.map((item, index) => (
          <Choice
            key={item.uid}
            id={`${list}-${index}`}
            item={item}
            active={index === active}
            onClick={() => pick(item)}
          />
        ))}
      </div>
      {found.length === 0 && <p className={classes.none}>Nothing matches “{query}”.</p>}
      {props.footer}
    </>
  );
}

interface ChoiceProps {
  id: string;
  item: PickerItem;
  active: boolean;
  onClick: () => void;
}

function Choice({ id, item, active, onClick }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field (combobox pattern)
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does the same
    <div id={id} role="option" aria-selected={active} className={classes.result} onClick={onClick}>
      <KindIcon kind={item.kind} />
      <span className={classes.name}>{item.name}</span>
      <span className={classes.place}>{item.place}</span>
      {item.worst && <SeverityIcon severity={item.worst} size={10} />}
    </div>
  );
}
