/** The facts about a control beside its text. */
import type { ControlDetail } from "@/api/types";
import { Aside, AsidePart, References } from "@/ui/Aside";
import classes from "./controls.module.css";

export function ControlAside({ control }: { control: ControlDetail }) {
  return (
    <Aside label="About this control">
      <AsidePart title="Id">
        <code className={classes.code}>{control.id}</code>
      </AsidePart>
      <References references={control.references} />
    </Aside>
  );
}
