/** The sidebar of phones. */

import { Drawer } from "@mantine/core";
import { DrawerRoot } from "@/ui/Drawer";
import { Sidebar } from "./Sidebar";

export default function NavigationDrawer({ onClose }: { onClose: () => void }) {
  return (
    <DrawerRoot opened onClose={onClose} size={272}>
      <Drawer.Overlay />
      <Drawer.Content aria-label="Navigation" bg="var(--bh-bg)">
        <Drawer.Body h="100%" p={0}>
          <Sidebar folded={false} onToggle={onClose} inDrawer />
        </Drawer.Body>
      </Drawer.Content>
    </DrawerRoot>
  );
}
