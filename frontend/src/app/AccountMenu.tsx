/** The signed-in person: account, shortcuts, sign out. */
import { Menu, VisuallyHidden } from "@mantine/core";
import {
  IconBook,
  IconCompass,
  IconKeyboard,
  IconLogout,
  IconServerCog,
  IconUser,
} from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { tourRequest } from "@/entities/tour/tourStorage";
import { useSession } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import { shortcuts } from "@/ui/shortcuts";
import classes from "./Header.module.css";
import { useSignOut } from "./useSignOut";

const SignOutDialog = lazyWithRetry(() => import("./SignOutDialog"));

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
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <button type="button" className={classes.account} data-tour="account">
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
          {user.is_administrator && (
            <Menu.Item
              component={Link}
              to="/admin"
              leftSection={<IconServerCog size={16} aria-hidden="true" />}
            >
              Administration
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconKeyboard size={16} aria-hidden="true" />}
            onClick={showShortcuts}
          >
            Keyboard shortcuts
          </Menu.Item>
          <TourItem />
          <Menu.Item
            component="a"
            href="/docs/"
            target="_blank"
            leftSection={<IconBook size={16} aria-hidden="true" />}
          >
            Documentation
            <VisuallyHidden> (opens in a new tab)</VisuallyHidden>
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={16} aria-hidden="true" />}
            onClick={signOut.ask}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {signOut.losing !== null && (
        <Suspense>
          <SignOutDialog
            losing={signOut.losing}
            onConfirm={signOut.confirm}
            onClose={signOut.stay}
          />
        </Suspense>
      )}
    </>
  );
}

/** Shows the tour of the canvas again; it needs a model to show it on. */
function TourItem() {
  const { model } = useParams({ strict: false }) as { model?: string };
  const navigate = useNavigate();
  if (!model) return null;
  const start = async () => {
    await navigate({ to: "/m/$model/architecture", params: { model } });
    tourRequest.set(true);
  };
  return (
    <Menu.Item
      leftSection={<IconCompass size={16} aria-hidden="true" />}
      onClick={() => void start()}
    >
      Take the tour
    </Menu.Item>
  );
}
