/** The parts of the inspector as tabs; the one chosen stays chosen from element to element. */
import { Tabs } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconHistory } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./inspector.module.css";

type Part = "threats" | "facts" | "connections" | "questions" | "history";

interface InspectorTabsProps extends Record<Part, ReactNode> {
  counts: Partial<Record<Part, number | undefined>>;
}

const PARTS: readonly { id: Part; label: string }[] = [
  { id: "threats", label: "Threats" },
  { id: "facts", label: "Facts" },
  { id: "connections", label: "Connections" },
  { id: "questions", label: "Questions" },
  { id: "history", label: "History" },
];

export function InspectorTabs({ counts, ...contents }: InspectorTabsProps) {
  const [part, setPart] = useLocalStorage<string>({
    key: "bulkhead.inspector.part",
    defaultValue: "threats",
    getInitialValueInEffect: false,
  });
  return (
    <Tabs
      value={part}
      onChange={(next) => setPart(next ?? "threats")}
      keepMounted={false}
      classNames={{
        root: classes.tabs ?? "",
        list: classes.tabList ?? "",
        tab: classes.tab ?? "",
        panel: classes.tabPanel ?? "",
      }}
    >
      <Tabs.List>
        {PARTS.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {id === "history" ? <IconHistory size={16} aria-label={label} /> : label}
            {(counts[id] ?? 0) > 0 && <span className={classes.tabCount}>{counts[id]}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {PARTS.map(({ id }) => (
        <Tabs.Panel key={id} value={id} tabIndex={0}>
          {contents[id]}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
