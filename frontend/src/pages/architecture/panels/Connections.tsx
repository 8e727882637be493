/** The flows and relations of the selected element; each leads to the other end. */
import { IconArrowNarrowLeft, IconArrowNarrowRight, IconLock } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import type { ElementDetail } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { flowDescription, protocolPort } from "@/model/canvas/canvasEdges";
import { relationUid } from "@/model/graph/snapshot";
import { EmptyState } from "@/ui/EmptyState";
import type { EditorState } from "../editorState/editorState";
import { PanelSkeleton } from "./PanelSkeleton";
import classes from "./panel.module.css";
import { RelationItem, relationBetween } from "./RelationItem";

interface ConnectionsProps {
  editor: EditorState;
  /** undefined while it is read. */
  detail: ElementDetail | undefined;
}

export function Connections({ editor, detail }: ConnectionsProps) {
  const there = useMemo(
    () => new Set(editor.snapshot.relations.map(relationUid)),
    [editor.snapshot.relations],
  );
  if (!detail) return <PanelSkeleton />;
  // What was read of the element may be older than the drawing.
  const relations = detail.relations.filter((related) =>
    there.has(relationUid(relationBetween(detail.uid, related))),
  );
  if (detail.flows.length + relations.length === 0) {
    return <EmptyState size="compact" title="Connected to nothing" />;
  }
  return (
    <>
      <Section title="Data flows" shown={detail.flows.length > 0}>
        {detail.flows.map((flow) => (
          <FlowItem key={flow.id} flow={flow} uid={detail.uid} editor={editor} />
        ))}
      </Section>
      <Section title="Relations" shown={relations.length > 0}>
        {relations.map((related) => (
          <RelationItem
            key={`${related.type} ${related.direction} ${related.element.uid}`}
            editor={editor}
            uid={detail.uid}
            related={related}
          />
        ))}
      </Section>
    </>
  );
}

function FlowItem(props: {
  flow: ElementDetail["flows"][number];
  uid: string;
  editor: EditorState;
}) {
  const { flow, uid, editor } = props;
  const outgoing = flow.source.uid === uid;
  const other = outgoing ? flow.destination : flow.source;
  const Arrow = outgoing ? IconArrowNarrowRight : IconArrowNarrowLeft;
  return (
    <li>
      <button
        type="button"
        className={classes.connection}
        onClick={() => editor.select(flow.uid, { reveal: true })}
        aria-label={flowDescription(
          `Flow ${outgoing ? "to" : "from"} ${other.name}`,
          flow,
          flow.encrypted,
        )}
      >
        <Arrow size={16} stroke={1.6} aria-hidden="true" />
        <KindIcon kind={other.kind} size={15} />
        <span className={classes.connectionName}>{other.name}</span>
        {flow.encrypted && <IconLock size={13} aria-hidden="true" />}
        <span className={classes.port}>{protocolPort(flow)}</span>
        {flow.worst && <SeverityIcon severity={flow.worst} size={10} />}
      </button>
    </li>
  );
}

function Section({
  title,
  shown,
  children,
}: {
  title: string;
  shown: boolean;
  children: ReactNode;
}) {
  if (!shown) return null;
  return (
    <section className={classes.section}>
      <h3 className={classes.sectionTitle}>{title}</h3>
      <ul className={classes.list}>{children}</ul>
    </section>
  );
}
