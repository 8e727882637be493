/** The tabs of a page; the open one is kept in the address, the first by nothing. */
import { Tabs } from "@mantine/core";
import { type ReactNode, Suspense } from "react";
import classes from "./PageTabs.module.css";
import { firstOf } from "./searchParams";
import { useSearchParams } from "./useSearchParams";

export interface PageTab {
  value: string;
  label: string;
  panel: ReactNode;
}

interface PageTabsProps {
  tabs: readonly PageTab[];
  /** Parameters of the address that are of all tabs. */
  keep?: readonly string[];
}

export function PageTabs({ tabs, keep = [] }: PageTabsProps) {
  const [search, setSearch] = useSearchParams();
  const first = tabs[0]?.value;
  const named = firstOf(search as never, "tab");
  const open = tabs.some(({ value }) => value === named) ? named : first;
  return (
    <Tabs
      value={open}
      onChange={(next) =>
        setSearch((now) => ({
          ...Object.fromEntries(keep.map((name) => [name, now[name]])),
          tab: next === first ? undefined : next,
        }))
      }
      keepMounted={false}
    >
      <Tabs.List mb="md" className={classes.list}>
        {tabs.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Suspense>
        {tabs.map(({ value, panel }) => (
          <Tabs.Panel key={value} value={value}>
            {panel}
          </Tabs.Panel>
        ))}
      </Suspense>
    </Tabs>
  );
}
