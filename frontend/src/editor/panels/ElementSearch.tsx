/** Find an element by name, kind or uid and go to it. */
import { Modal, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { findElements } from "../../model/find";
import { type Kinds, lookOf } from "../../model/kinds";
import { ancestorsOf, type SnapshotElement } from "../../model/snapshot";
import { KindIcon } from "../../ui/KindIcon";
import { SeverityIcon } from "../../ui/SeverityBadge";
import type { EditorState } from "../useEditor";
import classes from "./search.module.css";

interface ElementSearchProps {
  editor: EditorState;
  kinds: Kinds;
}

export function ElementSearch({ editor, kinds }: ElementSearchProps) {
  return (
    <Modal.Root
      opened={editor.searching}
      onClose={editor.closeSearch}
      yOffset="12vh"
      size={560}
      padding={0}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Find an element">
        <Modal.Body>
          <SearchBox editor={editor} kinds={kinds} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function SearchBox({ editor, kinds }: ElementSearchProps) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useId();
  const found = useMemo(
    () => findElements([...editor.tree.byUid.values()], query, 40),
    [editor.tree, query],
  );
  const go = (element: SnapshotElement | undefined): void => {
    if (!element) return;
    editor.closeSearch();
    editor.select(element.uid, { reveal: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") go(found[active]);
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
        placeholder="Name, kind or identifier"
        aria-label="Find an element"
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
      <div id={list} role="listbox" aria-label="Elements" className={classes.list}>
        {found.map((element, index) => (
          <Result
            key={element.uid}
            id={`${list}-${index}`}
            element={element}
            place={placeOf(editor, element, kinds)}
            active={index === active}
            onClick={() => go(element)}
          />
        ))}
      </div>
      {found.length === 0 && <p className={classes.none}>No element matches “{query}”.</p>}
    </>
  );
}

interface ResultProps {
  id: string;
  element: SnapshotElement;
  place: string;
  active: boolean;
  onClick: () => void;
}

function Result({ id, element, place, active, onClick }: ResultProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field (combobox pattern)
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does the same
    <div id={id} role="option" aria-selected={active} className={classes.result} onClick={onClick}>
      <KindIcon kind={element.kind} />
      <span className={classes.name}>{element.name}</span>
      <span className={classes.place}>{place}</span>
      {element.worst && <SeverityIcon severity={element.worst} size={10} />}
    </div>
  );
}

/** Return "Container in web, shop". */
function placeOf(editor: EditorState, element: SnapshotElement, kinds: Kinds): string {
  const names = ancestorsOf(editor.tree.byUid, element.uid)
    .slice(0, 2)
    .map((uid) => editor.tree.byUid.get(uid)?.name);
  const label = lookOf(kinds, element.kind).label;
  return names.length > 0 ? `${label} in ${names.join(", ")}` : label;
}
