/** Links a finding to a threat, an element or a goal of attack paths, each found by its name. */
import { Button, Combobox, Menu, TextInput } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { useState } from "react";
import type { AssessmentFinding } from "@/api/types";
import { ElementCombobox } from "@/entities/elementChoice/ElementCombobox";
import { findingName } from "@/model/labels/assessments";
import { Modal } from "@/ui/Modal";
import { GoalSearch, ThreatSearch } from "./FindingLinkSearch";
import type { Relink } from "./findingTypes";

interface LinkMenuProps {
  finding: AssessmentFinding;
  relink: Relink;
  busy: boolean;
}

const TITLES = {
  threat: "Link to a threat",
  element: "Link to an element",
  goal: "Link to an attack path",
} as const;
type Target = keyof typeof TITLES;

export function FindingLinkMenu({ finding, relink, busy }: LinkMenuProps) {
  const [target, setTarget] = useState<Target | null>(null);
  const send: Relink = (change) => {
    relink(change);
    setTarget(null);
  };
  return (
    <>
      <Menu position="bottom-start" width={200}>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Link ${findingName(finding)}`}
            disabled={busy}
            leftSection={<IconLink size={14} aria-hidden="true" />}
          >
            Link
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(TITLES) as Target[]).map((one) => (
            <Menu.Item key={one} onClick={() => setTarget(one)}>
              {TITLES[one]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {target && (
        <Modal opened onClose={() => setTarget(null)} title={TITLES[target]}>
          <Search target={target} finding={finding} relink={send} />
        </Modal>
      )}
    </>
  );
}

function Search({ target, finding, relink }: Omit<LinkMenuProps, "busy"> & { target: Target }) {
  const { goals, subjects, threats } = finding;
  if (target === "threat") {
    const numbers = threats.map(({ number }) => number);
    return (
      <ThreatSearch
        without={numbers}
        onChoose={(number) => relink({ threats: [...numbers, number] })}
      />
    );
  }
  if (target === "goal") {
    const keys = goals.map(({ key }) => key);
    return <GoalSearch without={keys} onChoose={(key) => relink({ goals: [...keys, key] })} />;
  }
  const uids = subjects.map(({ uid }) => uid);
  return (
    <ElementCombobox
      label="Element"
      taken={uids}
      empty="No such element in this model"
      onChoose={({ uid }) => relink({ subjects: [...uids, uid] })}
    >
      {(input) => (
        <Combobox.Target withExpandedAttribute>
          <TextInput data-autofocus label="Element" placeholder="Search by name" {...input} />
        </Combobox.Target>
      )}
    </ElementCombobox>
  );
}
