/** A leaf of the canvas: a container, store, actor, service, secret and so on, drawn by its role. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { KindIcon } from "@/entities/badges/KindIcon";
import { CommentMark } from "@/entities/comments/CommentMark";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { useCanvasState, useIs, useObservable } from "../CanvasContext";
import { arePropsEqual } from "./arePropsEqual";
import classes from "./card.module.css";
import { NameField } from "./NameField";
import { NodeName } from "./NodeName";
import names from "./nodeName.module.css";
import { ThreatMark } from "./ThreatMark";

type CardData = CanvasNode["data"];

export const CardNode = memo(function CardNode({ id, data, selected }: NodeProps) {
  const card = data as CardData;
  const { afar, renaming } = useCanvasState();
  const isAfar = useObservable(afar);
  // From afar a drag moves the view, unless it is on what is selected.
  const grabbed = selected || !isAfar;
  const isRenamed = useIs(renaming, id);
  return (
    <div
      className={classes.card}
      data-grab={grabbed ? "" : undefined}
      data-role={card.role}
      data-severity={card.worst ?? undefined}
      data-selected={selected || undefined}
      title={`${card.name} (${card.kindLabel})`}
    >
      <span className={classes.tile}>
        <KindIcon kind={card.kind} size={16} />
      </span>
      <span className={classes.text}>
        {isRenamed ? (
          <NameField uid={id} name={card.name} />
        ) : (
          <NodeName name={card.name} className={names.name} />
        )}
        <span className={classes.kind}>{card.kindLabel}</span>
      </span>
      <CommentMark uid={id} />
      <ThreatMark worst={card.worst} counts={card.counts} possible={card.possible} stacked />
    </div>
  );
}, arePropsEqual);
