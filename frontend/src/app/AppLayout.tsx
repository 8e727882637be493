/** The shell of the signed-in app: sidebar, header, and the page. */
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useLocation } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { draftsOf } from "@/entities/comments/commentDrafts";
import { useSession } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Main } from "@/ui/Main";
import { PAGE_BAR } from "@/ui/PageBar";
import { useShortcut } from "@/ui/useShortcut";
import classes from "./AppLayout.module.css";
import { Header } from "./Header";
import { OfflineBanner } from "./OfflineBanner";
import { SecondFactorGate } from "./SecondFactorGate";
import { Sidebar } from "./Sidebar";
import { SignedOutPage } from "./SignedOutPage";
import { useFoldedSidebar } from "./useFoldedSidebar";

const NavigationDrawer = lazyWithRetry(() => import("./NavigationDrawer"));

export function AppLayout() {
  const [folded, setFolded] = useFoldedSidebar();
  const [drawer, { open, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const toggle = () => setFolded(!folded);
  useShortcut({ keys: "[", label: "Fold or unfold the sidebar", group: "General", run: toggle });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever the page changes
  useEffect(close, [pathname]);
  const { user } = useSession();
  useState(() => draftsOf(user?.id));
  if (!user) return <SignedOutPage />;

  return (
    <div className={classes.shell} data-folded={folded}>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <aside className={classes.sidebar} aria-label="Sidebar">
        <Sidebar folded={folded} onToggle={toggle} />
      </aside>
      {drawer && (
        <Suspense>
          <NavigationDrawer onClose={close} />
        </Suspense>
      )}
      <div className={classes.column}>
        <Header onMenu={open} />
        <OfflineBanner />
        <div id={PAGE_BAR} className={classes.bar} />
        <Main id="main" className={classes.main} tabIndex={-1}>
          <SecondFactorGate>
            <Outlet />
          </SecondFactorGate>
        </Main>
      </div>
    </div>
  );
}
