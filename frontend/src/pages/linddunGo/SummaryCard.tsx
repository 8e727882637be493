/** One card of a finished session with its votes. */
import { nameOf, type PlayedCard, tally } from "./session";
import classes from "./summary.module.css";

export function SummaryCard({ card }: { card: PlayedCard }) {
  const notes = card.votes.filter(({ note, subjects }) => note !== "" || subjects.length > 0);
  return (
    <li className={classes.row}>
      <span className={classes.id}>{card.card}</span>
      <div className={classes.words}>
        <span className={classes.title}>{card.content.title}</span>
        {notes.map((vote) => (
          <span key={vote.person?.id ?? vote.note} className={classes.note}>
            {nameOf(vote.person)}
            {vote.subjects.length > 0 && ` on ${vote.subjects.map(({ name }) => name).join(", ")}`}
            {vote.note && `: ${vote.note}`}
          </span>
        ))}
      </div>
      <span className={classes.tally}>
        {tally(card.votes).map(({ label, count }) => (
          <span key={label} className={classes.count}>
            {label}: {count}
          </span>
        ))}
      </span>
    </li>
  );
}
