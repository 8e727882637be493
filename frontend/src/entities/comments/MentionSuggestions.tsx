/** The people who may be meant, below the field in which their name is typed. */
import type { Person } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import classes from "./comments.module.css";
import { nameOf } from "./mentionText";

interface MentionListProps {
  id: string;
  people: readonly Person[];
  active: number;
  onChoose: (person: Person) => void;
}

export function MentionSuggestions({ id, people, active, onChoose }: MentionListProps) {
  if (people.length === 0) return null;
  return (
    <div id={id} role="listbox" aria-label="People" className={classes.people}>
      {people.map((person, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
        // biome-ignore lint/a11y/useFocusableInteractive: the field points at the active option
        <div
          key={person.id}
          id={`${id}-${place}`}
          role="option"
          aria-selected={place === active}
          className={classes.person}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(person)}
        >
          <PersonAvatar person={person} size={20} />
          <span className={classes.personName}>{nameOf(person)}</span>
          <span className={classes.personMail}>{person.email}</span>
        </div>
      ))}
    </div>
  );
}
