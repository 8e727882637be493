/** The list of keyboard shortcuts that work at the moment, opened with `?`. */
import { Kbd, Modal } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import classes from "./ShortcutHelp.module.css";
import { type Shortcut, shortcuts } from "./shortcuts";
import { useShortcut } from "./useShortcut";

/** Shortcuts by group, in order of first appearance; of two with the same keys the later one counts. */
export function groupShortcuts(list: readonly Shortcut[]): [group: string, members: Shortcut[]][] {
  const latest = [...new Map(list.map((one) => [one.keys, one])).values()];
  const groups = new Map<string, Shortcut[]>();
  for (const one of latest) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups];
}

export function ShortcutHelp() {
  const [opened, setOpened] = useState(false);
  const list = useSyncExternalStore(shortcuts.watch, shortcuts.list);
  useShortcut({
    keys: "?",
    label: "Show keyboard shortcuts",
    group: "General",
    run: () => setOpened(true),
  });
  return (
    <Modal
      opened={opened}
      onClose={() => setOpened(false)}
      title="Keyboard shortcuts"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.groups}>
        {groupShortcuts(list).map(([group, members]) => (
          <section key={group} className={classes.group}>
            <h3 className={classes.heading}>{group}</h3>
            {members.map((one) => (
              <div key={one.keys} className={classes.row}>
                <span>{one.label}</span>
                <span className={classes.keys}>
                  {one.keys.split(" ").map((key) => (
                    <Kbd key={key}>{key.replace("mod+", "Ctrl ")}</Kbd>
                  ))}
                </span>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Modal>
  );
}
