/** A person as initials on a color that stays the same for them everywhere. */
import type { Person } from "@/api/types";
import classes from "./PersonAvatar.module.css";
import { ownColor, personColor } from "./personColor";

/** Up to two letters that stand for a person. */
export function initials(name: string): string {
  const words = name
    .replace(/@.*/, "")
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => word?.slice(0, 1).toUpperCase() ?? "").join("") || "?";
}

interface PersonAvatarProps {
  person: Person;
  size?: number;
  /** Show the name beside the initials. */
  withName?: boolean;
}

export function PersonAvatar({ person, size = 24, withName = false }: PersonAvatarProps) {
  const name = person.name || person.email;
  const style = {
    ...personColor({ color: ownColor(person.id) }),
    width: size,
    height: size,
    fontSize: Math.round(size * 0.42),
  };
  return (
    <span className={classes.root} title={withName ? person.email : name}>
      <span
        className={classes.disc}
        style={style}
        data-initials={initials(name)}
        aria-hidden="true"
      />
      {withName ? (
        <span className={classes.name}>{name}</span>
      ) : (
        <span className={classes.hidden}>{name}</span>
      )}
    </span>
  );
}
