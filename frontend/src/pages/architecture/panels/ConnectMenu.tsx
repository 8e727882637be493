/** In which way two elements are connected, where there are several: asked where the line was let go. */
import { Menu } from "@mantine/core";
import { connectionsBetween } from "@/model/canvas/possibleConnections";
import { connectBy } from "../actions/connectSelection";
import type { EditorState } from "../editorState/editorState";

export function ConnectMenu({ editor }: { editor: EditorState }) {
  const { connecting, offerConnections, editSnapshot, tree } = editor;
  if (!connecting) return null;
  const { from, to, at } = connecting;
  const name = (uid: string): string => tree.byUid.get(uid)?.name ?? uid;
  return (
    <Menu
      opened
      onClose={() => offerConnections(null)}
      position="bottom-start"
      width={230}
      returnFocus
    >
      <Menu.Target>
        <span style={{ position: "fixed", left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Connect ${name(from)} to ${name(to)}`}>
        <Menu.Label>
          {name(from)} → {name(to)}
        </Menu.Label>
        {connectionsBetween(editSnapshot, from, to).map((connection) => (
          <Menu.Item key={connection.type} onClick={() => connectBy(editor, connection, from, to)}>
            {connection.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
