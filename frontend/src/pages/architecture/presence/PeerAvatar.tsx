/** A person who is here: initials on their colour. The name is said by what is around it. */
import type { Someone } from "@/collab/protocol";
import { initials } from "@/entities/people/PersonAvatar";
import { personColour } from "@/entities/people/personColor";
import classes from "./presence.module.css";

export function PersonDisc({ person, size = 26 }: { person: Someone; size?: number }) {
  const style = { ...personColour(person), width: size, height: size };
  return (
    <span className={classes.disc} style={style} aria-hidden="true">
      {initials(person.name)}
    </span>
  );
}
