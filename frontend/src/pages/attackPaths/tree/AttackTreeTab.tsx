/** The attack tree of a goal: its figures, the tree beside its chosen node, and the minimal attack sets. */
import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { AttackTree } from "@/api/types";
import type { TreeAsked } from "@/entities/attackPaths/actions/treeNodes";
import { attackerName, useAttackerNames } from "@/entities/attackPaths/PathsPanel";
import { attackTreeQuery, treePictureUrl } from "@/entities/attackPaths/queries";
import { figuresOf, type TreeRow, treeRows } from "@/model/labels/attackTree";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { MinimalAttackSets } from "./MinimalAttackSets";
import { NodeDetail } from "./NodeDetail";
import { TreePicture } from "./TreePicture";
import { TreeView } from "./TreeView";
import classes from "./tree.module.css";

export default function AttackTreeTab({ goal, attacker }: TreeAsked) {
  const { id } = useModel();
  const { data, error, refetch } = useQuery(attackTreeQuery(id, goal, attacker));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={320} radius="md" role="status" aria-label="Loading" />;
  return <Tree tree={data} asked={{ goal, attacker }} />;
}

type Look = "list" | "picture";

function Tree({ tree, asked }: { tree: AttackTree; asked: TreeAsked }) {
  const [look, setLook] = useState<Look>("list");
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Figures tree={tree} />
        <Tools asked={asked} look={look} onLook={setLook} />
      </div>
      <Hints tree={tree} />
      {look === "list" ? (
        <TreeList tree={tree} asked={asked} />
      ) : (
        <TreePicture asked={asked} title={tree.goal.title} />
      )}
      {tree.figures && <MinimalAttackSets tree={tree} figures={tree.figures} />}
    </div>
  );
}

function TreeList({ tree, asked }: { tree: AttackTree; asked: TreeAsked }) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState({ uid: "0", id: tree.root });
  const rows = useMemo(() => treeRows(tree, toggled), [tree, toggled]);
  const row = rowAt(rows, chosen);
  if (!row) return null;
  return (
    <div className={classes.columns}>
      <TreeView
        tree={tree}
        rows={rows}
        selected={row.uid}
        onSelect={(uid) =>
          setChosen({ uid, id: rows.find((one) => one.uid === uid)?.node.id ?? "" })
        }
        onToggle={(uid) => setToggled((now) => withToggled(now, uid))}
      />
      <NodeDetail key={row.node.key} asked={asked} node={row.node} />
    </div>
  );
}

/** The chosen row; edits of the tree may have moved its node. */
function rowAt(rows: readonly TreeRow[], chosen: { uid: string; id: string }): TreeRow | undefined {
  const there = rows.find(({ uid }) => uid === chosen.uid);
  if (there?.node.id === chosen.id) return there;
  return rows.find(({ node }) => node.id === chosen.id) ?? there ?? rows[0];
}

function withToggled(toggled: ReadonlySet<string>, uid: string): ReadonlySet<string> {
  return toggled.has(uid)
    ? new Set([...toggled].filter((one) => one !== uid))
    : new Set([...toggled, uid]);
}

function Figures({ tree }: { tree: AttackTree }) {
  return (
    <dl className={classes.figures}>
      {figuresOf(tree).map(({ label, value, before }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value}
            {before && <span className={classes.computed}> computed: {before}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ToolsProps {
  asked: TreeAsked;
  look: Look;
  onLook: (look: Look) => void;
}

function Tools({ asked: { goal, attacker }, look, onLook }: ToolsProps) {
  const { id } = useModel();
  return (
    <div className={classes.tools}>
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={look}
        onChange={(value) => onLook(value as Look)}
        data={[
          { value: "list", label: "List" },
          { value: "picture", label: "Picture" },
        ]}
      />
      {(["svg", "png"] as const).map((type) => (
        <Button
          key={type}
          component="a"
          download
          href={treePictureUrl(id, goal, attacker, type)}
          size="compact-md"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden="true" />}
        >
          {type.toUpperCase()}
        </Button>
      ))}
    </div>
  );
}

/** What to know about the tree before its figures are used. */
function Hints({ tree: { attackers, possible, figures } }: { tree: AttackTree }) {
  const names = useAttackerNames();
  if (attackers.length === 0) {
    return <p className={classes.hint}>No path leads here. Add a way by hand to the goal.</p>;
  }
  return (
    <p className={classes.hint}>
      Made of the paths of: {attackers.map((one) => attackerName(names, one)).join(", ")}.
      {possible && " They depend on unknown facts, so none of them counts."}
      {figures === null && " No way is left: each needs something that does not apply."}
    </p>
  );
}
