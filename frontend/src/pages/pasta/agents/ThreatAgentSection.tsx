/** The threat agents: the attackers of the attack paths, with what drives them. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AttackerProfile, StageRow, StageSection } from "@/api/types";
import { attackersQuery } from "@/entities/attackPaths/queries";
import { useModel } from "@/session/useModel";
import { EditableName } from "../EditableName";
import { SectionFrame } from "../SectionFrame";
import { StageTable } from "../StageTable";
import classes from "../section.module.css";
import { cellOf } from "../stageRows";
import { ThreatAgentDialog } from "./ThreatAgentDialog";

export function ThreatAgentSection({ section }: { section: StageSection }) {
  const { id, canEdit } = useModel();
  const attackers = useQuery(attackersQuery(id)).data;
  const [open, setOpen] = useState<AttackerProfile | "new" | null>(null);
  const edit = (row: StageRow): void => {
    setOpen(attackers?.results.find((one) => one.id === row.key) ?? null);
  };
  return (
    <SectionFrame
      id={section.id}
      title={section.title}
      count={section.count}
      about={section.about}
      actions={
        canEdit && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            aria-label="Add threat agent"
            onClick={() => setOpen("new")}
          >
            Add
          </Button>
        )
      }
    >
      {section.count === 0 ? (
        <p className={classes.empty}>{section.empty}</p>
      ) : (
        <AgentTable section={section} onOpen={canEdit && attackers ? edit : undefined} />
      )}
      {open && attackers && (
        <ThreatAgentDialog
          agent={open === "new" ? null : open}
          rules={attackers.start_rules}
          onClose={() => setOpen(null)}
        />
      )}
    </SectionFrame>
  );
}

interface AgentTableProps {
  section: StageSection;
  onOpen: ((row: StageRow) => void) | undefined;
}

function AgentTable({ section, onOpen }: AgentTableProps) {
  return (
    <StageTable
      label={section.title}
      columns={["Agent", ...section.columns]}
      rows={section.rows.map((row) => ({
        key: row.key,
        name: <EditableName name={row.name} onOpen={onOpen && (() => onOpen(row))} />,
        note: row.note,
        cells: row.values.map(cellOf),
      }))}
    />
  );
}
