/** What the team has marked as worth protecting; each is a goal of attackers beside those of the rules. */
import { Button } from "@mantine/core";
import { IconDiamond, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CrownJewel } from "@/api/types";
import { deleteCrownJewel } from "@/entities/attackPaths/actions/crownJewels";
import { ElementName } from "@/entities/attackPaths/ElementName";
import { crownJewelsQuery } from "@/entities/attackPaths/queries";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { LEVELS } from "@/model/labels/attackPaths";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { CrownJewelDialog } from "./CrownJewelDialog";
import classes from "./inputs.module.css";
import { ListSkeleton } from "./ListSkeleton";

const NEW = "new";

export default function CrownJewelsTab() {
  const { id, canEdit } = useModel();
  const { data, error, refetch } = useQuery(crownJewelsQuery(id));
  const [open, setOpen] = useState<string | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  const edited = data.results.find((one) => one.id === open) ?? null;
  const add = canEdit && (
    <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setOpen(NEW)}>
      Mark a crown jewel
    </Button>
  );
  return (
    <>
      {data.results.length === 0 ? (
        <EmptyState icon={<IconDiamond size={20} />} title="No crown jewels marked" action={add}>
          Rules already find stores, nodes and clusters as goals. Mark what matters to your business
          besides, and how bad its loss would be.
        </EmptyState>
      ) : (
        <Section
          flush
          title="Crown jewels"
          description="Each is a goal of attackers, beside those that the rules find."
          actions={add}
        >
          <ul className={classes.rows}>
            {data.results.map((jewel) => (
              <JewelRow key={jewel.id} jewel={jewel} onEdit={() => setOpen(jewel.id)} />
            ))}
          </ul>
        </Section>
      )}
      {(open === NEW || edited) && (
        <CrownJewelDialog jewel={edited} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

function JewelRow({ jewel, onEdit }: { jewel: CrownJewel; onEdit: () => void }) {
  const { id, canEdit } = useModel();
  const remove = useUndoableMutation(deleteCrownJewel, id);
  const { title, version, element, level, worth, note } = jewel;
  return (
    <li className={classes.row}>
      <div className={classes.main}>
        <h3 className={classes.name}>{title}</h3>
        {note && <p className={classes.text}>{note}</p>}
        <p className={classes.facts}>
          <ElementName element={element} />
          <span>The attacker {LEVELS[level]}</span>
        </p>
      </div>
      <SeverityBadge severity={worth} />
      {canEdit && (
        <span className={classes.buttons}>
          <Button size="compact-sm" variant="default" onClick={onEdit} aria-label={`Edit ${title}`}>
            Edit
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="danger"
            loading={remove.isPending}
            onClick={() => remove.mutate({ id: jewel.id, version, title })}
            aria-label={`Unmark ${title}`}
          >
            Unmark
          </Button>
        </span>
      )}
    </li>
  );
}
