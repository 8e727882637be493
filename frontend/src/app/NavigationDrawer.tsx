/** The sidebar of phones. */
import { Drawer } from "@mantine/core";
import { Sidebar } from "./Sidebar";

export default function NavigationDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Drawer
      opened
      onClose={onClose}
      size={272}
      withCloseButton={false}
      padding={0}
      styles={{ body: { height: "100%" }, content: { background: "var(--bh-bg)" } }}
      aria-label="Navigation"
    >
      <Sidebar folded={false} onToggle={onClose} inDrawer />
    </Drawer>
  );
}
