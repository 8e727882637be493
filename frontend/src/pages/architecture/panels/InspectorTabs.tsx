/** The parts of the inspector as tabs; the one chosen stays chosen from element to element. */
import { Tabs } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconHistory, IconMessageCircle, type TablerIcon } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./inspectorTabs.module.css";
import panel from "./panel.module.css";

type Part = "threats" | "facts" | "connections" | "questions" | "comments" | "history";

interface InspectorTabsProps extends Record<Part, ReactNode> {
  counts: Partial<Record<Part, number | undefined>>;
}

const PARTS: readonly { id: Part; label: string }[] = [
  { id: "threats", label: "Threats" },
  { id: "facts", label: "Facts" },
  { id: "connections", label: "Connections" },
  { id: "questions", label: "Questions" },
  { id: "comments", label: "Comments" },
  { id: "history", label: "History" },
];

/** Six words are too long for the inspector. */
const ICONS: Partial<Record<Part, TablerIcon>> = {
  comments: IconMessageCircle,
  history: IconHistory,
};

export function InspectorTabs({ counts, ...contents }: InspectorTabsProps) {
  const [part, setPart] = useLocalStorage<string>({
    key: "bulkhead.inspector.part",
    defaultValue: "threats",
    getInitialValueInEffect: false,
  });
  // A link to a comment leads to its tab; what is chosen afterwards counts again.
  const comment = useSearchParams()[0].comment;
  useEffect(() => {
    if (comment) setPart("comments");
  }, [comment, setPart]);
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
            {ICONS[id] ? <IconLabel icon={ICONS[id]} label={label} /> : label}
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

/** A picture instead of the word. */
function IconLabel({ icon: Glyph, label }: { icon: TablerIcon; label: string }) {
  return (
    <>
      <Glyph className={classes.tabIcon} size={16} aria-hidden="true" />
      <span className={panel.hidden}>{label}</span>
    </>
  );
}
