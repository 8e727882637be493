/** Says whom one follows, that one presents, or that another person does, on every page of the model. */
import { Button, CloseButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { namesOf, peopleOf } from "@/collab/participants";
import type { Participant } from "@/collab/protocol";
import { personColor } from "@/entities/people/personColor";
import { PageBar } from "@/ui/PageBar";
import { type Following, useFollowing } from "./FollowingProvider";
import classes from "./following.module.css";
import { PeerAvatar } from "./PeerAvatar";

export function FollowBar() {
  const following = useFollowing();
  return (
    <PageBar>
      <div role="status">
        <Said following={following} />
      </div>
    </PageBar>
  );
}

function Said({ following }: { following: Following }) {
  const { leader, follow, presenting, present, me } = following;
  if (leader) {
    return (
      <Line person={leader.user} words={`Following ${leader.user.name}`}>
        <Button size="compact-sm" variant="default" onClick={() => follow(null)}>
          Stop (Esc)
        </Button>
      </Line>
    );
  }
  if (presenting) {
    return (
      <Line person={me} words={`You are presenting. ${followersText(following)}`}>
        <Button size="compact-sm" variant="default" onClick={() => present(false)}>
          Stop
        </Button>
      </Line>
    );
  }
  return <Invitation following={following} />;
}

function Invitation({ following: { peers, follow } }: { following: Following }) {
  const [declined, setDeclined] = useState<string | null>(null);
  const presenter = peers.findLast((peer) => peer.presenting);
  if (!presenter || presenter.connection === declined) return null;
  const { connection, user } = presenter;
  return (
    <Line person={user} words={`${user.name} is presenting`}>
      <Button size="compact-sm" onClick={() => follow(connection)}>
        Follow
      </Button>
      <CloseButton size="sm" aria-label="Not now" onClick={() => setDeclined(connection)} />
    </Line>
  );
}

interface LineProps {
  person: Participant | null;
  words: string;
  children: ReactNode;
}

function Line({ person, words, children }: LineProps) {
  return (
    <div className={classes.line} style={person ? personColor(person) : undefined}>
      {person && <PeerAvatar person={person} size={22} />}
      <span className={classes.words}>{words}</span>
      {children}
    </div>
  );
}

/** "Ana and Ben follow." */
export function followersText({ peers, me, ownConnection }: Following): string {
  const people = peopleOf(
    peers.filter((peer) => peer.following === ownConnection),
    me,
  );
  if (people.length === 0) return "No followers yet.";
  const names = namesOf(people.map((peer) => peer.user));
  return `${names} ${people.length === 1 ? "follows" : "follow"}.`;
}
