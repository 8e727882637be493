/** What stands on a card: its title, its questions, examples, and the controls that answer it. */
import { Link } from "@tanstack/react-router";
import type { PrivacySession } from "@/api/types";
import { MethodTags } from "@/entities/badges/MethodTag";
import { useModel } from "@/session/useModel";
import classes from "./card.module.css";
import { nameOf, type PlayedCard } from "./session";

interface CardFaceProps {
  session: PrivacySession;
  card: PlayedCard;
}

export function CardFace({ session, card }: CardFaceProps) {
  const { content } = card;
  return (
    <>
      <header className={classes.head}>
        <span className={classes.id}>{card.card}</span>
        <MethodTags categories={[content.category]} full />
        <Turn session={session} card={card} />
      </header>
      <h2 className={classes.title}>{content.title}</h2>
      <ul className={classes.questions}>
        {content.questions.map((question) => (
          <li key={question}>{question}</li>
        ))}
      </ul>
      <div className={classes.more}>
        <section>
          <h3 className={classes.label}>Examples</h3>
          <ul className={classes.examples}>
            {content.examples.map((example) => (
              <li key={example}>{example}</li>
            ))}
          </ul>
        </section>
        <section>
          <h3 className={classes.label}>Controls that answer it</h3>
          <Controls card={card} />
        </section>
      </div>
    </>
  );
}

function Controls({ card }: { card: PlayedCard }) {
  const team = useModel().row?.team.id;
  return (
    <ul className={classes.controls}>
      {card.content.controls.map(({ id, title }) => (
        <li key={id}>
          {team ? (
            <Link
              className={classes.link}
              to="/t/$team/controls/$control"
              params={{ team, control: id }}
            >
              {title}
            </Link>
          ) : (
            title
          )}
        </li>
      ))}
    </ul>
  );
}

/** Whose card it is, or that the table is at another one. */
function Turn({ session, card }: CardFaceProps) {
  const { id } = useModel();
  if (session.state === "finished") return null;
  if (card.place === session.position) {
    return session.turn && <span className={classes.turn}>{nameOf(session.turn)} reads</span>;
  }
  return (
    <Link
      className={classes.back}
      to="/m/$model/linddun-go"
      params={{ model: id }}
      search={{ session: session.id }}
    >
      To the card in turn
    </Link>
  );
}
