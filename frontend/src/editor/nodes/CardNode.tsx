/** A leaf of the canvas: a container, store, actor, service, secret and so on, drawn by its role. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { CanvasNode } from "../../model/canvas";
import { KindIcon } from "../../ui/KindIcon";
import { Anchors } from "./Anchors";
import classes from "./node.module.css";
import { ThreatMark } from "./ThreatMark";

type CardData = CanvasNode["data"];

export const CardNode = memo(function CardNode({ data, selected }: NodeProps) {
  const card = data as CardData;
  return (
    <div
      className={classes.card}
      data-role={card.role}
      data-severity={card.worst ?? undefined}
      data-selected={selected || undefined}
      title={`${card.name} (${card.kindLabel})`}
    >
      <Anchors />
      <span className={classes.tile}>
        <KindIcon kind={card.kind} size={16} />
      </span>
      <span className={classes.text}>
        <span className={classes.name}>{card.name}</span>
        <span className={classes.kind}>{card.kindLabel}</span>
      </span>
      <ThreatMark worst={card.worst} counts={card.counts} />
    </div>
  );
});
