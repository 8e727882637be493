/** The two invisible handles React Flow needs before it draws an edge; where edges end is computed from the rectangles. */
import { Handle, Position } from "@xyflow/react";
import classes from "./node.module.css";

export function Anchors() {
  return (
    <>
      <Handle
        type="target"
        position={Position.Left}
        isConnectable={false}
        className={classes.anchor}
      />
      <Handle
        type="source"
        position={Position.Right}
        isConnectable={false}
        className={classes.anchor}
      />
    </>
  );
}
