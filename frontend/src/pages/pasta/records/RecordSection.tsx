/** The rows of one kind that people write in a stage, with what adds, edits and deletes them. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useModel } from "@/session/useModel";
import { recordsQuery } from "../queries";
import type { RecordKind, RecordOf } from "../recordKinds";
import { SectionFrame } from "../SectionFrame";
import classes from "../section.module.css";
import { RecordDialog } from "./RecordDialog";
import { RecordTable } from "./RecordTable";

/** What each kind is for, and what to do where there is none. */
const GUIDES: Readonly<Record<RecordKind["key"], string>> = {
  objectives:
    "What must keep working or stay secret, and on what that depends. Attack paths and risk are measured by objectives.",
  impact_criteria: "What a negligible and what a catastrophic loss is, in money, hours or records.",
  compliance_requirements: "Clauses of laws, standards and contracts that apply to this system.",
  risk_appetites:
    "How much risk is acceptable, said by who carries it, and when that is looked at again.",
  scope_exclusions:
    "What is not reviewed here, and why. Later stages list it as out of scope and count it nowhere.",
  countermeasure_sets:
    "Mitigations that are weighed as one choice. Choose one: target risk is what it would leave.",
  intelligence_items:
    "Reports, advisories and own incidents that show who attacks systems like this, and how.",
};

interface RecordSectionProps {
  kind: RecordKind;
  title: string;
}

export function RecordSection({ kind, title }: RecordSectionProps) {
  const { id, canEdit } = useModel();
  const rows = useQuery(recordsQuery(id)).data?.[kind.key];
  const [open, setOpen] = useState<RecordOf | "new" | null>(null);
  return (
    <SectionFrame
      id={kind.key}
      title={title}
      count={rows?.length ?? 0}
      about={GUIDES[kind.key]}
      actions={
        canEdit && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            aria-label={`Add ${kind.noun}`}
            onClick={() => setOpen("new")}
          >
            Add
          </Button>
        )
      }
    >
      {rows?.length === 0 && (
        <p className={classes.empty}>
          {canEdit ? `None yet. Add the first ${kind.noun}.` : "None yet."}
        </p>
      )}
      {rows && rows.length > 0 && (
        <RecordTable kind={kind} title={title} rows={rows} onOpen={canEdit ? setOpen : undefined} />
      )}
      {open && (
        <RecordDialog
          kind={kind}
          row={open === "new" ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </SectionFrame>
  );
}
