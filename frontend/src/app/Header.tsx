/** The bar above the page: where we are, and what belongs to the person. */
import { ActionIcon } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { Suspense } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ThemeToggle } from "@/ui/ThemeToggle";
import { AccountMenu } from "./AccountMenu";
import { Breadcrumb } from "./Breadcrumb";
import classes from "./Header.module.css";
import { HelpLink } from "./HelpLink";

const ModelReviewLink = lazyWithRetry(() => import("@/entities/reviews/ModelReviewLink"));
const InboxButton = lazyWithRetry(() => import("@/entities/notices/InboxButton"));

export function Header({ onMenu }: { onMenu: () => void }) {
  return (
    <header className={classes.root}>
      <ActionIcon className={classes.menu} aria-label="Open navigation" onClick={onMenu} size="lg">
        <IconMenu2 size={19} aria-hidden="true" />
      </ActionIcon>
      <Breadcrumb />
      <Suspense>
        <ModelReviewLink />
      </Suspense>
      <div className={classes.end}>
        <Suspense fallback={<span className={classes.bell} />}>
          <InboxButton />
        </Suspense>
        <HelpLink />
        <span className={classes.theme}>
          <ThemeToggle />
        </span>
        <AccountMenu />
      </div>
    </header>
  );
}
