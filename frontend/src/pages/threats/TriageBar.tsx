/** What can be done with the selected threats. */
import { Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ThreatFile } from "@/api/types";
import { modesFor, TRIAGE_MODES, type TriageMode } from "@/entities/threats/triage/triageModes";
import type { Triage } from "@/entities/threats/triage/useTriage";
import { SelectionBar } from "@/ui/SelectionBar";
import { keyText } from "@/ui/shortcuts";
import { THREAT_FILES } from "./threatExportFiles";
import type { ThreatSelectionControl } from "./useThreatSelection";

interface TriageBarProps {
  selection: ThreatSelectionControl;
  triage: Triage;
  /** How many threats the filter finds. */
  total: number;
  possible: boolean;
  /** Saves them as a file. */
  onExport: (type: ThreatFile) => void;
  /** More entries of the menu. */
  menu?: ReactNode;
  /** What else can be done. */
  children?: ReactNode;
}

/** Those with buttons of their own; the others are in the menu. */
const FIRST: ReadonlySet<TriageMode> = new Set(["not-applicable", "assign", "mitigate", "due"]);

export function TriageBar(props: TriageBarProps) {
  const { selection, triage, total, possible, onExport, menu, children } = props;
  const { count, all } = selection;
  const modes = modesFor(possible);
  return (
    <SelectionBar
      label="Selected threats"
      count={count}
      onClear={selection.clear}
      more={
        !all &&
        count < total && (
          <Button variant="subtle" size="compact-sm" onClick={selection.selectAll}>
            Select all {total.toLocaleString("en-US")} that match
          </Button>
        )
      }
    >
      {children}
      {modes
        .filter((mode) => FIRST.has(mode))
        .map((mode) => (
          <ModeButton key={mode} mode={mode} possible={possible} triage={triage} />
        ))}
      <MoreMenu
        modes={modes.filter((mode) => !FIRST.has(mode))}
        triage={triage}
        onExport={onExport}
        menu={menu}
      />
    </SelectionBar>
  );
}

interface ModeButtonProps {
  mode: TriageMode;
  possible: boolean;
  triage: Triage;
}

function ModeButton({ mode, possible, triage }: ModeButtonProps) {
  const { label, key } = TRIAGE_MODES[mode];
  return (
    <Button
      variant="default"
      size="compact-sm"
      title={key && !possible ? `${label} (${keyText(key)})` : label}
      onClick={() => triage.start(mode)}
    >
      {label}
    </Button>
  );
}

interface MoreMenuProps extends Pick<TriageBarProps, "triage" | "onExport" | "menu"> {
  modes: readonly TriageMode[];
}

function MoreMenu({ modes, triage, onExport, menu }: MoreMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-sm" aria-label="More actions">
          <IconDots size={16} aria-hidden="true" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {modes.map((mode) => (
          <Menu.Item key={mode} onClick={() => triage.start(mode)}>
            {TRIAGE_MODES[mode].label}
          </Menu.Item>
        ))}
        {menu && <Menu.Divider />}
        {menu}
        <Menu.Divider />
        {THREAT_FILES.map(({ type, label }) => (
          <Menu.Item key={type} onClick={() => onExport(type)}>
            Export as {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
