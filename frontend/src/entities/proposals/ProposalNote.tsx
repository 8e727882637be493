/** Says where agents have proposed something about what is shown, and leads there. */
import { IconRobot } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { proposalsWaiting } from "@/model/labels/proposals";
import { useModel } from "@/session/useModel";
import classes from "./proposals.module.css";
import { proposalCountsQuery, proposalsAboutQuery } from "./queries";

type About = { element: string } | { threat: number };

interface ProposalNoteProps {
  about: About;
  /** Between the strips of a panel. */
  inset?: boolean;
}

export function ProposalNote({ about, inset = false }: ProposalNoteProps) {
  const { id } = useModel();
  const any = (useQuery(proposalCountsQuery(id)).data?.pending ?? 0) > 0;
  const count = useQuery({ ...proposalsAboutQuery(id, about), enabled: any }).data ?? 0;
  if (!any || count === 0) return null;
  const search = Object.fromEntries(Object.entries(about).map(([key, one]) => [key, String(one)]));
  return (
    <Link
      className={classes.note}
      data-inset={inset || undefined}
      to="/m/$model/proposals"
      params={{ model: id }}
      search={search as never}
    >
      <IconRobot size={15} aria-hidden="true" />
      {proposalsWaiting(count)}
    </Link>
  );
}

/** The same above the questions of a model, for their answers. */
export function AnswersNote() {
  const { id } = useModel();
  const count = useQuery(proposalCountsQuery(id)).data?.answer ?? 0;
  if (count === 0) return null;
  return (
    <Link
      className={classes.note}
      to="/m/$model/proposals"
      params={{ model: id }}
      search={{ kind: "answer" } as never}
    >
      <IconRobot size={15} aria-hidden="true" />
      {count === 1
        ? "1 answer is proposed by an agent"
        : `${count.toLocaleString("en-US")} answers are proposed by agents`}
    </Link>
  );
}
