/** What an agent wrote, marked as its words: plain text of a program, never markup, that can pass for nothing else. */
import { useState } from "react";
import type { Proposal } from "@/api/types";
import { agentName, isLongText, personLabel } from "@/model/labels/proposals";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "./proposals.module.css";

export function AgentQuote({ proposal }: { proposal: Proposal }) {
  const [open, setOpen] = useState(false);
  const description = proposal.mitigation?.description ?? "";
  const text = description ? `${proposal.reason}\n\n${description}` : proposal.reason;
  const long = isLongText(text);
  return (
    <figure className={classes.quote}>
      <figcaption className={classes.from}>
        From agent <bdi className={classes.agent}>{agentName(proposal)}</bdi> for{" "}
        <bdi>{personLabel(proposal.proposed_by)}</bdi>, <RelativeTime at={proposal.created_at} />
      </figcaption>
      <blockquote className={classes.words} dir="auto" data-clamped={(long && !open) || undefined}>
        {text}
      </blockquote>
      {long && (
        <button
          type="button"
          className={classes.more}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? "Show less" : "Show all"}
        </button>
      )}
    </figure>
  );
}
