/** The flows and relations of the selected element; each leads to the other end. */
import { IconArrowNarrowLeft, IconArrowNarrowRight, IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ElementDetail } from "../../api/types";
import { protocolPort } from "../../model/canvas";
import { sentenceCase } from "../../model/categories";
import { EmptyState } from "../../ui/EmptyState";
import { KindIcon } from "../../ui/KindIcon";
import { SeverityIcon } from "../../ui/SeverityBadge";
import type { EditorState } from "../useEditor";
import classes from "./inspector.module.css";
import { PanelSkeleton } from "./PanelSkeleton";

interface ConnectionsProps {
  editor: EditorState;
  /** undefined while it is read. */
  detail: ElementDetail | undefined;
}

export function Connections({ editor, detail }: ConnectionsProps) {
  if (!detail) return <PanelSkeleton />;
  if (detail.flows.length + detail.relations.length === 0) {
    return <EmptyState size="compact" title="Connected to nothing" />;
  }
  return (
    <>
      <Section title="Data flows" shown={detail.flows.length > 0}>
        {detail.flows.map((flow) => (
          <FlowItem key={flow.id} flow={flow} uid={detail.uid} editor={editor} />
        ))}
      </Section>
      <Section title="Relations" shown={detail.relations.length > 0}>
        {detail.relations.map((relation) => (
          <li key={`${relation.type} ${relation.direction} ${relation.element.uid}`}>
            <button
              type="button"
              className={classes.connection}
              onClick={() => editor.select(relation.element.uid, { reveal: true })}
            >
              <span className={classes.relation}>
                {relationWords(relation.type, relation.direction)}
              </span>
              <KindIcon kind={relation.element.kind} size={15} />
              <span className={classes.connectionName}>{relation.element.name}</span>
            </button>
          </li>
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
        aria-label={`Flow ${outgoing ? "to" : "from"} ${other.name} ${protocolPort(flow)}`}
      >
        <Arrow size={16} stroke={1.6} aria-hidden="true" />
        <KindIcon kind={other.kind} size={15} />
        <span className={classes.connectionName}>{other.name}</span>
        {flow.encrypted && <IconLock size={13} aria-label="Encrypted" />}
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

// What a relation is called from the far end.
const PASSIVE: Readonly<Record<string, string>> = {
  runs_on: "Runs",
  uses_image: "Image of",
  based_on: "Base of",
  pulled_from: "Source of",
  mounts: "Mounted by",
  reads_secret: "Read by",
  reads_config: "Read by",
  runs_as: "Identity of",
  bound_to: "Granted to",
  member_of: "Has member",
  selects: "Selected by",
  builds: "Built by",
  deploys: "Deployed by",
};

function relationWords(type: string, direction: string): string {
  return direction === "in" ? (PASSIVE[type] ?? sentenceCase(type)) : sentenceCase(type);
}
