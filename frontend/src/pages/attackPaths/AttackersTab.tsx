/** The attackers of the model: where they start, what they are able to do, and what they reach. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Attacker, AttackerResult } from "@/api/types";
import { deleteAttacker } from "@/entities/attackPaths/actions/attackers";
import { attackersQuery } from "@/entities/attackPaths/queries";
import { DIFFICULTIES } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { AttackerDialog } from "./AttackerDialog";
import classes from "./inputs.module.css";
import { ListSkeleton } from "./ListSkeleton";

const NEW = "new";

export default function AttackersTab({ results }: { results: readonly AttackerResult[] }) {
  const { id, canEdit } = useModel();
  const { data, error, refetch } = useQuery(attackersQuery(id));
  const [open, setOpen] = useState<string | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  const edited = data.results.find((one) => one.id === open) ?? null;
  return (
    <Section
      flush
      title="Attackers"
      description="Paths of attackers who count decide scores, exposure and fixes. The others show what follows once a start is assumed."
      actions={
        canEdit && (
          <Button
            leftSection={<IconPlus size={15} aria-hidden="true" />}
            onClick={() => setOpen(NEW)}
          >
            Add attacker
          </Button>
        )
      }
    >
      <ul className={classes.rows}>
        {data.results.map((attacker) => (
          <AttackerRow
            key={attacker.id}
            attacker={attacker}
            result={results.find((one) => one.id === attacker.id)}
            onEdit={() => setOpen(attacker.id)}
          />
        ))}
      </ul>
      {(open === NEW || edited) && (
        <AttackerDialog attacker={edited} onClose={() => setOpen(null)} />
      )}
    </Section>
  );
}

interface AttackerRowProps {
  attacker: Attacker;
  result: AttackerResult | undefined;
  onEdit: () => void;
}

function AttackerRow({ attacker, result, onEdit }: AttackerRowProps) {
  const { id, canEdit } = useModel();
  const remove = useUndoableMutation(deleteAttacker, id);
  const { name, about, origin, version, skill, counts, enabled, motive } = attacker;
  const starts = [
    ...attacker.start_rules.map(({ title }) => title),
    ...attacker.starts.map(({ element }) => element.name),
  ];
  return (
    <li className={classes.row}>
      <div className={classes.main}>
        <h3 className={classes.name}>
          {name}
          {!counts && <span className={classes.tag}>Assumed start</span>}
          {!enabled && <span className={classes.tag}>Off</span>}
          {origin === "changed" && <span className={classes.tag}>Changed here</span>}
        </h3>
        {about && <p className={classes.text}>{about}</p>}
        <p className={classes.facts}>
          <span>Starts: {starts.join(", ") || "nowhere"}</span>
          <span>Hardest step: {DIFFICULTIES[skill].toLowerCase()}</span>
          {motive && <span>Motive: {motive}</span>}
        </p>
      </div>
      <span className={classes.figure}>
        {result
          ? `${counted(result.reached, "goal")}, ${counted(result.paths, "path")}`
          : "Not computed"}
      </span>
      {canEdit && (
        <span className={classes.buttons}>
          <Button size="compact-sm" variant="default" onClick={onEdit} aria-label={`Edit ${name}`}>
            Edit
          </Button>
          {origin !== "built-in" && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="danger"
              loading={remove.isPending}
              onClick={() =>
                remove.mutate({ id: attacker.id, version, name, builtIn: origin === "changed" })
              }
              aria-label={`${origin === "changed" ? "Reset" : "Delete"} ${name}`}
            >
              {origin === "changed" ? "Reset" : "Delete"}
            </Button>
          )}
        </span>
      )}
    </li>
  );
}
