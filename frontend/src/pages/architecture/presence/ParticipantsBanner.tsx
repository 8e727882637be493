/** What following and presenting come to, said above the drawing: whom one follows, who invites, who follows. */
import { Button, CloseButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { namesOf, peopleOf } from "@/collab/participants";
import type { Participant } from "@/collab/protocol";
import { personColor } from "@/entities/people/personColor";
import type { EditorState } from "../state/editorState";
import { PeerAvatar } from "./PeerAvatar";
import classes from "./presence.module.css";

export function ParticipantsBanner({ editor }: { editor: EditorState }) {
  return (
    <>
      {editor.leader && <div className={classes.frame} style={personColor(editor.leader.user)} />}
      <div className={classes.banners} role="status">
        <Said editor={editor} />
      </div>
    </>
  );
}

function Said({ editor }: { editor: EditorState }) {
  const { leader, follow, presenting, present } = editor;
  if (leader) {
    return (
      <Banner person={leader.user} words={`Following ${leader.user.name}`}>
        <Button size="compact-sm" variant="default" onClick={() => follow(null)}>
          Stop (Esc)
        </Button>
      </Banner>
    );
  }
  if (presenting) {
    return (
      <Banner person={editor.document.me} words={`You are presenting. ${followers(editor)}`}>
        <Button size="compact-sm" variant="default" onClick={() => present(false)}>
          Stop
        </Button>
      </Banner>
    );
  }
  return <Invitation editor={editor} />;
}

function Invitation({ editor }: { editor: EditorState }) {
  const [declined, setDeclined] = useState<string | null>(null);
  const presenter = editor.document.peers.findLast((peer) => peer.presenting);
  if (!presenter || presenter.connection === declined) return null;
  const { connection, user } = presenter;
  return (
    <Banner person={user} words={`${user.name} is presenting`}>
      <Button size="compact-sm" onClick={() => editor.follow(connection)}>
        Follow
      </Button>
      <CloseButton size="sm" aria-label="Not now" onClick={() => setDeclined(connection)} />
    </Banner>
  );
}

interface BannerProps {
  person: Participant | null;
  words: string;
  children: ReactNode;
}

function Banner({ person, words, children }: BannerProps) {
  return (
    <div className={classes.banner} style={person ? personColor(person) : undefined}>
      {person && <PeerAvatar person={person} size={22} />}
      <span>{words}</span>
      {children}
    </div>
  );
}

/** Who follows this page or another of one's own. */
function followers({ document }: EditorState): string {
  const { peers, me, presence } = document;
  const own = presence.ownConnection();
  const people = peopleOf(
    peers.filter((peer) => peer.following === own),
    me,
  );
  if (people.length === 0) return "No followers yet.";
  return `${namesOf(people.map((peer) => peer.user))} ${people.length === 1 ? "follows" : "follow"}.`;
}
