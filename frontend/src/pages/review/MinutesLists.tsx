/** The mitigations, requested acceptances and open questions of the minutes. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ReviewMinutes } from "@/api/types";
import { useModel } from "@/session/useModel";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { calendarDay } from "@/ui/time";
import classes from "./review.module.css";

export function MinutesLists({ minutes }: { minutes: ReviewMinutes }) {
  const { mitigations, acceptances, questions, waiting } = minutes;
  return (
    <>
      <List title="Mitigations" count={mitigations.length}>
        {mitigations.map(({ number, title, status, owner, due }) => (
          <Row
            key={number}
            title={`M${number} ${title}`}
            detail={[owner && `Owner ${owner}`, due && `Due ${calendarDay(due)}`]}
            state={status.replace("-", " ")}
          />
        ))}
      </List>
      <List title="Acceptances requested" count={acceptances.length}>
        {acceptances.map((one) => (
          <Row
            key={one.number}
            title={`A${one.number} ${one.title}`}
            detail={[
              `${one.threat_count} ${one.threat_count === 1 ? "threat" : "threats"}`,
              `Requested by ${one.requested_by}`,
              `Approvers: ${one.approvers.join(", ")}`,
              `Until ${calendarDay(one.expires_on)}`,
            ]}
            state={one.status.replace("-", " ")}
          />
        ))}
      </List>
      <List title="Open questions" count={questions.length + waiting.length}>
        {questions.map(({ key, title, count, asked }) => (
          <Row
            key={key}
            title={title}
            detail={[asked > 0 && `${asked} assigned or put off`]}
            state={`${count} open`}
          />
        ))}
        {waiting.map(({ number, title, asked }) => (
          <Row
            key={number}
            threat={number}
            title={`T${number} ${title}`}
            detail={[]}
            state={`${asked} was asked`}
          />
        ))}
      </List>
    </>
  );
}

function List({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <Section title={`${title} (${count})`} flush>
      <ul className={classes.plainList}>{children}</ul>
    </Section>
  );
}

interface RowProps {
  title: string;
  detail: readonly (string | false | null)[];
  state: string;
  threat?: number;
}

function Row({ title, detail, state, threat }: RowProps) {
  const { id } = useModel();
  return (
    <li className={rows.row}>
      <span className={rows.rowMain}>
        {threat === undefined ? (
          <span className={classes.name}>{title}</span>
        ) : (
          <Link
            className={classes.link}
            to="/m/$model/threats/$number"
            params={{ model: id, number: String(threat) }}
          >
            {title}
          </Link>
        )}
        <span className={rows.detail}>{detail.filter(Boolean).join(" · ")}</span>
      </span>
      <span className={classes.quiet}>{state}</span>
    </li>
  );
}
