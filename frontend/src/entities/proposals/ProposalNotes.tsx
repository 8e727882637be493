/** Say where agents have proposed something about what is shown, and lead there. */
import { IconRobot } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { proposalsWaiting } from "@/model/labels/proposals";
import { useModel } from "@/session/useModel";
import classes from "./proposals.module.css";
import { proposalCountsQuery, proposalsAboutQuery, proposedForThreatQuery } from "./queries";

/** In the panel of an element or flow: answers about it, and flows that end at it. */
export function ProposalNote({ element }: { element: string }) {
  const { id } = useModel();
  const any = (useQuery(proposalCountsQuery(id)).data?.pending ?? 0) > 0;
  const count = useQuery({ ...proposalsAboutQuery(id, element), enabled: any }).data ?? 0;
  if (!any || count === 0) return null;
  return (
    <Note search={{ element }} inset>
      {proposalsWaiting(count)}
    </Note>
  );
}

/** On the page of a threat: mitigations for it. */
export function MitigationsNote({ threat }: { threat: number }) {
  const { id } = useModel();
  const any = (useQuery(proposalCountsQuery(id)).data?.mitigation ?? 0) > 0;
  const count = useQuery({ ...proposedForThreatQuery(id, threat), enabled: any }).data ?? 0;
  if (!any || count === 0) return null;
  return <Note search={{ kind: "mitigation" }}>{byAgents(count, "mitigation")}</Note>;
}

/** Above the questions of a model: answers to them. */
export function AnswersNote() {
  const { id } = useModel();
  const count = useQuery(proposalCountsQuery(id)).data?.answer ?? 0;
  if (count === 0) return null;
  return <Note search={{ kind: "answer" }}>{byAgents(count, "answer")}</Note>;
}

function byAgents(count: number, what: string): string {
  if (count === 1) return `1 ${what} is proposed by an agent`;
  return `${count.toLocaleString("en-US")} ${what}s are proposed by agents`;
}

interface NoteProps {
  search: Readonly<Record<string, string>>;
  /** Between the strips of a panel. */
  inset?: boolean;
  children: ReactNode;
}

function Note({ search, inset = false, children }: NoteProps) {
  const { id } = useModel();
  return (
    <Link
      className={classes.note}
      data-inset={inset || undefined}
      to="/m/$model/proposals"
      params={{ model: id }}
      search={search as never}
    >
      <IconRobot size={15} aria-hidden="true" />
      {children}
    </Link>
  );
}
