/** Who is here: their initials, and a menu to follow one of them or to present to all. */
import { Menu, Tooltip, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconEye, IconPresentation } from "@tabler/icons-react";
import { namesOf, otherWindows, peopleOf } from "@/collab/participants";
import type { Peer } from "@/collab/protocol";
import { PeerAvatar } from "@/entities/following/PeerAvatar";
import type { EditorState } from "../editorState/editorState";
import classes from "./presence.module.css";

const DISCS = { narrow: 2, wide: 5 };

export function ParticipantsBar({ editor }: { editor: EditorState }) {
  const { peers, me } = editor.document;
  const people = peopleOf(peers, me);
  const windows = otherWindows(peers, me);
  if (peers.length === 0) return null;
  const others = people.length > 0 ? people : windows;
  const shown = others.slice(0, editor.narrow ? DISCS.narrow : DISCS.wide);
  const hidden = others.length - shown.length;
  const names = people.length > 0 ? `${namesOf(people.map(userOf))} here` : "Your other window";
  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <Tooltip label={names}>
          <UnstyledButton className={classes.bar}>
            <VisuallyHidden>Who is here: {names}</VisuallyHidden>
            {shown.map((peer) => (
              <PeerAvatar key={peer.connection} person={peer.user} />
            ))}
            {hidden > 0 && (
              <span className={classes.more} aria-hidden="true">
                +{hidden}
              </span>
            )}
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Follow</Menu.Label>
        {people.map((peer) => (
          <PersonItem key={peer.connection} editor={editor} peer={peer} name={peer.user.name} />
        ))}
        {windows.map((peer) => (
          <PersonItem key={peer.connection} editor={editor} peer={peer} name="Your other window" />
        ))}
        <Menu.Divider />
        <PresentItem editor={editor} />
      </Menu.Dropdown>
    </Menu>
  );
}

interface PersonItemProps {
  editor: EditorState;
  peer: Peer;
  name: string;
}

function PersonItem({ editor, peer, name }: PersonItemProps) {
  const isFollowed = editor.leader?.connection === peer.connection;
  return (
    <Menu.Item
      leftSection={<PeerAvatar person={peer.user} size={22} />}
      rightSection={isFollowed ? <IconEye size={15} aria-hidden="true" /> : null}
      onClick={() => editor.follow(isFollowed ? null : peer.connection)}
    >
      {isFollowed ? `Stop following ${name}` : name}
      {peer.presenting && <span className={classes.note}> presents</span>}
    </Menu.Item>
  );
}

function PresentItem({ editor }: { editor: EditorState }) {
  return (
    <Menu.Item
      leftSection={<IconPresentation size={16} aria-hidden="true" />}
      onClick={() => editor.present(!editor.presenting)}
    >
      {editor.presenting ? "Stop presenting" : "Present to everyone"}
    </Menu.Item>
  );
}

function userOf(peer: Peer): Peer["user"] {
  return peer.user;
}
