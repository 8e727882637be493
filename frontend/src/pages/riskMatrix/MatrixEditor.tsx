/** The matrix as it will be: a click on a cell raises its level, names and levels are edited below it. */
import { Button, Select, UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "@/api/errors";
import type { RiskMatrix, TeamRiskMatrix } from "@/api/types";
import { MatrixTable } from "@/entities/risk/MatrixTable";
import { riskMatrixQuery } from "@/entities/risk/queries";
import { fallingCells } from "@/model/labels/risk";
import { EditConflict } from "@/ui/EditConflict";
import { FormAlert } from "@/ui/FormAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import { LevelFields, NameFields } from "./MatrixFields";
import { draftOf, matrixDifferences, sameMatrix, withNextLevel } from "./matrixDraft";
import classes from "./riskMatrix.module.css";
import { useMatrixChange } from "./useMatrixChange";

interface MatrixEditorProps {
  team: string;
  saved: TeamRiskMatrix;
  owner: boolean;
}

export function MatrixEditor({ team, saved, owner }: MatrixEditorProps) {
  const client = useQueryClient();
  // What is edited: of a conflict, what the other person made of it.
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState<RiskMatrix>(() => draftOf(saved));
  const [conflict, setConflict] = useState(false);
  const show = (next: TeamRiskMatrix): void => {
    setBase(next);
    setDraft(draftOf(next));
    setConflict(false);
  };
  const change = useMatrixChange(team, show);
  const shown = owner ? draft : draftOf(saved);
  const save = (matrix: RiskMatrix | null): void =>
    change.mutate({ base, matrix }, { onError: (error) => void onError(error) });
  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    setBase(await client.fetchQuery({ ...riskMatrixQuery(team), staleTime: 0 }));
    setConflict(true);
  };
  const differs = !sameMatrix(draft, draftOf(base));
  return (
    <>
      <Preview draft={shown} owner={owner} onChange={setDraft} />
      {conflict && (
        <EditConflict
          what="risk matrix"
          differences={matrixDifferences(draft, draftOf(base))}
          onTakeTheirs={() => show(base)}
        />
      )}
      {owner && !isConflict(change.error) && <FormAlert error={change.error} known={[]} />}
      {owner && (
        <div className={classes.save}>
          <Button
            disabled={!differs || fallingCells(draft.cells).size > 0}
            loading={change.isPending}
            onClick={() => save(draft)}
          >
            {conflict ? "Save my version" : "Save"}
          </Button>
          <Button variant="default" disabled={!differs} onClick={() => setDraft(draftOf(base))}>
            Discard changes
          </Button>
          <Button variant="default" disabled={base.is_default} onClick={() => save(null)}>
            Reset to default
          </Button>
        </div>
      )}
      <LastEdit saved={base} owner={owner} />
      {owner && (
        <>
          <LevelFields draft={draft} onChange={setDraft} />
          <NameFields draft={draft} onChange={setDraft} />
        </>
      )}
    </>
  );
}

interface PreviewProps {
  draft: RiskMatrix;
  owner: boolean;
  onChange: (draft: RiskMatrix) => void;
}

function Preview({ draft, owner, onChange }: PreviewProps) {
  const falling = fallingCells(draft.cells);
  return (
    <Section
      title="Matrix"
      description={
        owner
          ? "Select a cell to give it the next level."
          : "Only owners of the team can change it."
      }
    >
      <MatrixTable matrix={draft} label="Risk matrix">
        {({ likelihood, impact, level }) => {
          const pair = `${draft.likelihoods[likelihood]} × ${draft.impacts[impact]}`;
          if (!owner) return level?.name;
          return (
            <UnstyledButton
              className={classes.cell}
              data-falling={falling.has(`${likelihood} ${impact}`) || undefined}
              aria-label={`${pair}: ${level?.name}`}
              onClick={() => onChange(withNextLevel(draft, likelihood, impact))}
            >
              {level?.name}
            </UnstyledButton>
          );
        }}
      </MatrixTable>
      {falling.size > 0 && (
        <p className={classes.warning} role="status">
          {falling.size === 1 ? "A cell has" : `${falling.size} cells have`} a lower level than the
          cell at the left or below. Raise what is framed, or lower its neighbor.
        </p>
      )}
      <Select
        className={classes.appetite}
        label="Appetite"
        description="Risk above this level is treated, or accepted by an approver."
        data={draft.levels.map(({ name }, index) => ({ value: String(index), label: name }))}
        value={String(draft.appetite)}
        allowDeselect={false}
        disabled={!owner}
        onChange={(value) => onChange({ ...draft, appetite: Number(value) })}
      />
    </Section>
  );
}

function LastEdit({ saved, owner }: { saved: TeamRiskMatrix; owner: boolean }) {
  if (!saved.updated_at) return null;
  return (
    <p className={classes.saved}>
      Last changed by {saved.updated_by?.name ?? "a former member"}{" "}
      <RelativeTime at={saved.updated_at} />.{owner && " Changes are recorded in the audit log."}
    </p>
  );
}
