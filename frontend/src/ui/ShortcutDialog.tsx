/** The list of keyboard shortcuts that work at the moment. */
import { Kbd } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { Modal } from "./Modal";
import classes from "./ShortcutHelp.module.css";
import { groupShortcuts, keyText, shortcuts } from "./shortcuts";

export default function ShortcutDialog({ onClose }: { onClose: () => void }) {
  const list = useSyncExternalStore(shortcuts.watch, shortcuts.list);
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size="lg">
      <div className={classes.groups}>
        {groupShortcuts(list).map(([group, members]) => (
          <section key={group}>
            <h3 className={classes.heading}>{group}</h3>
            {members.map((one) => (
              <div key={one.keys} className={classes.row}>
                <span>{one.label}</span>
                <span className={classes.keys}>
                  {one.keys.split(" ").map((key) => (
                    <Kbd key={key}>{keyText(key)}</Kbd>
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
