/** Stands in for the signed-in app while its frame loads: the same places for sidebar, header and page. */
import { Skeleton } from "@mantine/core";
import { Logo } from "@/ui/Logo";
import { Main } from "@/ui/Main";
import { PagePending } from "@/ui/PagePending";
import classes from "./AppPending.module.css";
import { useFoldedSidebar } from "./useFoldedSidebar";

const LINKS = 12;

export function AppPending() {
  const [folded] = useFoldedSidebar();
  return (
    <div className={classes.shell} data-folded={folded}>
      <div className={classes.sidebar} aria-hidden="true">
        <div className={classes.brand}>
          <Logo />
          {!folded && <span>Bulkhead</span>}
        </div>
        <div className={classes.links}>
          {Array.from({ length: LINKS }, (_, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are alike
            <Skeleton key={place} height={18} radius="sm" />
          ))}
        </div>
      </div>
      <div className={classes.column}>
        <div className={classes.header} aria-hidden="true" />
        <Main>
          <PagePending />
        </Main>
      </div>
    </div>
  );
}
