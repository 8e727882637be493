/** A dialog at the side of the page. */
import { type DrawerProps, type DrawerRootProps, Drawer as MantineDrawer } from "@mantine/core";
import { useIsTopDialog } from "./useIsTopDialog";

export function Drawer(props: DrawerProps) {
  return <MantineDrawer closeOnEscape={useIsTopDialog(props.opened)} {...props} />;
}

/** For dialogs that are composed of their parts. */
export function DrawerRoot(props: DrawerRootProps) {
  return <MantineDrawer.Root closeOnEscape={useIsTopDialog(props.opened)} {...props} />;
}
