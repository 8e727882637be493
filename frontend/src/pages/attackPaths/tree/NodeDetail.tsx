/** The chosen node of an attack tree: its values beside the computed ones, what people say of it, and what they can do. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { AttackTreeNode, TreeNodeEdit, TreePlacing } from "@/api/types";
import { deleteTreeNode, type TreeAsked } from "@/entities/attackPaths/actions/treeNodes";
import { ElementName } from "@/entities/attackPaths/ElementName";
import { TechniqueLink } from "@/entities/attackPaths/TechniqueLink";
import { DIFFICULTIES, percent } from "@/model/labels/attackPaths";
import { GATES } from "@/model/labels/attackTree";
import { useModel } from "@/session/useModel";
import { KeyValue } from "@/ui/KeyValue";
import { RelativeTime } from "@/ui/RelativeTime";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { NodeDialog } from "./NodeDialog";
import classes from "./tree.module.css";

interface NodeDetailProps {
  asked: TreeAsked;
  node: AttackTreeNode;
}

export function NodeDetail({ asked, node }: NodeDetailProps) {
  const { canEdit } = useModel();
  return (
    <section className={classes.detail} aria-label="Node">
      <h2 className={classes.detailTitle}>{node.title}</h2>
      <p className={classes.about}>{node.needs || GATES[node.gate].about}</p>
      {node.gate === "leaf" && <KeyValue items={valueItems(node)} />}
      {(node.element || node.technique) && (
        <p className={classes.links}>
          {node.element && <ElementName element={node.element} />}
          {node.technique && <TechniqueLink technique={node.technique} />}
        </p>
      )}
      {node.edit && <Said edit={node.edit} />}
      {canEdit && node.key !== "" && <Actions asked={asked} node={node} />}
    </section>
  );
}

/** The values that count, with the computed one where people state another. */
function valueItems({ cost, skill, probability, detectability, computed }: AttackTreeNode) {
  const beside = (differs: boolean, was: string) =>
    differs && computed ? <span className={classes.computed}> computed: {was}</span> : null;
  return [
    {
      label: "Cost",
      value: (
        <>
          {cost}
          {beside(cost !== computed?.cost, String(computed?.cost))}
        </>
      ),
    },
    {
      label: "Skill",
      value: (
        <>
          {DIFFICULTIES[skill]}
          {beside(skill !== computed?.skill, DIFFICULTIES[computed?.skill ?? skill])}
        </>
      ),
    },
    {
      label: "Probability",
      value: (
        <>
          {percent(probability)}
          {beside(probability !== computed?.probability, percent(computed?.probability ?? 0))}
        </>
      ),
    },
    {
      label: "Detectability",
      value: detectability === null ? "Not stated" : percent(detectability),
    },
  ];
}

/** What people say of it, and who did last. */
function Said({ edit }: { edit: TreeNodeEdit }) {
  const { applies, reason, note, updated_by, updated_at } = edit;
  return (
    <div className={classes.said}>
      {!applies && <p>Does not apply.</p>}
      {reason && (
        <p>
          <span className={classes.quiet}>Reason:</span> {reason}
        </p>
      )}
      {note && (
        <p>
          <span className={classes.quiet}>Note:</span> {note}
        </p>
      )}
      {updated_at && (
        <p className={classes.quiet}>
          Edited by {updated_by?.name ?? "a former member"} <RelativeTime at={updated_at} />
        </p>
      )}
    </div>
  );
}

type Open = { adding: TreePlacing | null } | null;

function Actions({ asked, node }: NodeDetailProps) {
  const { id } = useModel();
  const [open, setOpen] = useState<Open>(null);
  const remove = useUndoableMutation(deleteTreeNode, id);
  const { key, title, added, edit } = node;
  const button = { size: "compact-sm", variant: "default" } as const;
  return (
    <div className={classes.actions}>
      <Button {...button} onClick={() => setOpen({ adding: null })}>
        Edit
      </Button>
      <Button {...button} onClick={() => setOpen({ adding: "way" })}>
        Add another way
      </Button>
      <Button {...button} onClick={() => setOpen({ adding: "step" })}>
        Add a needed step
      </Button>
      {edit && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="danger"
          loading={remove.isPending}
          onClick={() => remove.mutate({ asked, key, title, added, version: edit.version })}
        >
          {added ? "Delete" : "Reset"}
        </Button>
      )}
      {open && (
        <NodeDialog asked={asked} node={node} adding={open.adding} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}
