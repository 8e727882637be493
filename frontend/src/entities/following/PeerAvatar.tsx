/** A person who is here: initials on their color. The name is said by what is around it. */
import type { Participant } from "@/collab/protocol";
import { initials } from "@/entities/people/PersonAvatar";
import { personColor } from "@/entities/people/personColor";
import classes from "./following.module.css";

export function PeerAvatar({ person, size = 26 }: { person: Participant; size?: number }) {
  const style = { ...personColor(person), width: size, height: size };
  return (
    <span className={classes.disc} style={style} aria-hidden="true">
      {initials(person.name)}
    </span>
  );
}
