/** The signed-in person: account, shortcuts, sign out. */
import { Menu, VisuallyHidden } from "@mantine/core";
import { IconKeyboard, IconLogout, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useSignOut } from "../accounts/useSignOut";
import { PersonAvatar } from "../ui/PersonAvatar";
import { shortcuts } from "../ui/shortcuts";
import classes from "./Header.module.css";
import { useSession } from "./session";

function showShortcuts(): void {
  shortcuts
    .list()
    .find((one) => one.keys === "?")
    ?.run();
}

export function AccountMenu() {
  const { user } = useSession();
  const signOut = useSignOut();
  if (!user) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <button type="button" className={classes.account}>
          <PersonAvatar person={user} size={28} />
          <VisuallyHidden>Account menu</VisuallyHidden>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.person}>
          <div className={classes.personName}>{user.name || user.email}</div>
          {user.name && <div className={classes.personMail}>{user.email}</div>}
        </div>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to="/account"
          leftSection={<IconUser size={16} aria-hidden="true" />}
        >
          Account
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={16} aria-hidden="true" />}
          onClick={showShortcuts}
        >
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
