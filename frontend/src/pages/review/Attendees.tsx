/** Who attends the review, since when, and who presents. */
import type { Review } from "@/api/types";
import { usePresentPeople } from "@/entities/live/usePresentPeople";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { personName } from "@/model/labels/reviews";
import { useSession } from "@/session/session";
import { Section } from "@/ui/Section";
import { exactTime } from "@/ui/time";
import classes from "./attendees.module.css";

export function Attendees({ review }: { review: Review }) {
  const present = usePresentPeople();
  const me = useSession().user?.id;
  const here = (id: string): boolean => id === me || present.includes(id);
  return (
    <Section title="Attendees" flush>
      <ul className={classes.list}>
        {review.attendances.map(({ person, joined_at: joined, left_at: left }) => (
          <li key={person?.id ?? joined} className={classes.row}>
            {person ? <PersonAvatar person={person} size={24} withName /> : personName(person)}
            {person?.id === review.presenter?.id && <span className={classes.mark}>Presents</span>}
            <span className={classes.time} title={`Joined ${exactTime(new Date(joined))}`}>
              {left ? "Left" : person && here(person.id) ? "Here" : "Model closed"}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
