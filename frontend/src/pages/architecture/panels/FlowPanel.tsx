/** The inspector of one data flow: its ends, what it crosses, its facts and its threats. */
import { useQuery } from "@tanstack/react-query";
import { flowQuery } from "@/api/architectureQueries";
import { catalogueQuery } from "@/api/queries";
import type { FlowDetail } from "@/api/types";
import { PassingPaths } from "@/entities/attackPaths/PassingPaths";
import { KindIcon } from "@/entities/badges/KindIcon";
import { useOpenThreadsOf } from "@/entities/comments/CommentCounts";
import { SubjectComments } from "@/entities/comments/SubjectComments";
import { DataSetStrip } from "@/entities/dataSets/DataSetStrip";
import { SubjectHistory } from "@/entities/history/SubjectHistory";
import { ProposalNote } from "@/entities/proposals/ProposalNotes";
import { flowDescription } from "@/model/canvas/canvasEdges";
import { isEncrypted } from "@/model/graph/flowEncryption";
import type { SnapshotFlow } from "@/model/graph/snapshot";
import { sentenceCase } from "@/model/labels/categories";
import { confidenceOf, editableFacts } from "@/model/labels/facts";
import { ErrorState } from "@/ui/ErrorState";
import type { EditorState } from "../editorState/editorState";
import { useFactEdit } from "../editorState/useFactEdit";
import type { Otherwise } from "./FactItem";
import { FactList } from "./FactList";
import { FlowReview } from "./FlowReview";
import classes from "./flowPanel.module.css";
import { InspectorTabs } from "./InspectorTabs";
import { OpenQuestions } from "./OpenQuestions";
import { PanelHeader } from "./PanelHeader";
import panel from "./panel.module.css";
import { RiskStrip } from "./RiskStrip";
import { SubjectThreats } from "./SubjectThreats";

interface FlowPanelProps {
  model: string;
  editor: EditorState;
  flow: SnapshotFlow;
}

export function FlowPanel({ model, editor, flow }: FlowPanelProps) {
  const { data, error, refetch } = useQuery(flowQuery(model, flow.id));
  const threads = useOpenThreadsOf(flow.uid);
  const encrypted = isEncrypted(flow);
  const name = (uid: string): string => editor.tree.byUid.get(uid)?.name ?? uid;
  const title = `${name(flow.source)} → ${name(flow.destination)}`;
  return (
    <>
      <PanelHeader kind="flow" title={title} uid={flow.uid} onClose={() => editor.select(null)}>
        {flowDescription(`${sentenceCase(flow.origin)} data flow`, flow, encrypted)}
      </PanelHeader>
      <DataSetStrip
        holder={{ on: "flow", uid: flow.uid, name: title, kind: "flow" }}
        facts={data?.facts}
      />
      <PassingPaths key={flow.uid} model={model} uid={flow.uid} />
      <ProposalNote element={flow.id} />
      <RiskStrip risk={data?.risk} />
      {error && !data ? (
        <ErrorState error={error} size="compact" onRetry={() => void refetch()} />
      ) : (
        <InspectorTabs
          threats={
            <SubjectThreats
              key={flow.uid}
              model={model}
              subject={flow.id}
              place={{ on: "flow", uid: flow.uid, name: title }}
            />
          }
          facts={<FlowFacts editor={editor} flow={flow} name={title} detail={data} />}
          connections={<FlowPlace editor={editor} flow={flow} />}
          questions={<OpenQuestions key={flow.uid} model={model} subject={flow.id} />}
          history={
            <SubjectHistory model={model} subject={{ on: "flow", id: flow.id }} uid={flow.uid} />
          }
          comments={<SubjectComments model={model} pin={{ on: "flow", uid: flow.uid }} />}
          counts={{
            connections: 2 + flow.crosses.length,
            questions: data?.questions.length,
            comments: threads,
          }}
        />
      )}
    </>
  );
}

interface FlowFactsProps {
  editor: EditorState;
  flow: SnapshotFlow;
  name: string;
  detail: FlowDetail | undefined;
}

function FlowFacts({ editor, flow, name, detail }: FlowFactsProps) {
  const catalogue = useQuery(catalogueQuery());
  const types = catalogue.data?.flow_facts ?? [];
  const edit = useFactEdit(editor, { on: "flow", id: flow.id, uid: flow.uid, name }, types);
  return (
    <>
      {flow.why && (
        <section className={panel.section}>
          <h3 className={panel.sectionTitle}>Why it is drawn</h3>
          <p className={classes.why}>{flow.why}</p>
          <FlowConfidence facts={detail?.facts} />
          <FlowReview editor={editor} flow={flow} name={name} />
        </section>
      )}
      <FactList
        key={flow.uid}
        facts={detail && editableFacts(detail.facts, detail.questions, edit?.types ?? [])}
        edit={edit}
        otherwise={byProtocol(flow)}
      />
    </>
  );
}

/** Return what the protocol says of a flow as long as nobody has said it. */
function byProtocol(flow: SnapshotFlow): Readonly<Record<string, Otherwise>> {
  const encrypted = isEncrypted({ ...flow, encrypted: null });
  if (encrypted === null) return {};
  const source = `${flow.protocol.toUpperCase()} is ${encrypted ? "encrypted" : "not encrypted"}`;
  return { encrypted: { value: encrypted ? "Yes" : "No", source } };
}

function FlowConfidence({ facts }: { facts: FlowDetail["facts"] | undefined }) {
  const confidence = confidenceOf(facts);
  if (!confidence) return null;
  const [level, why] = confidence;
  return (
    <p className={classes.confidence}>
      <strong>{sentenceCase(level)} confidence.</strong> {why}
    </p>
  );
}

function FlowPlace({ editor, flow }: { editor: EditorState; flow: SnapshotFlow }) {
  const rows = [
    ["From", flow.source],
    ...flow.crosses.map((uid) => ["Crosses", uid]),
    ["To", flow.destination],
  ] as [string, string][];
  return (
    <ul className={panel.list}>
      {rows.map(([word, uid]) => (
        <li key={`${word} ${uid}`}>
          <button
            type="button"
            className={panel.connection}
            onClick={() => editor.select(uid, { reveal: true })}
          >
            <span className={panel.relation}>{word}</span>
            <KindIcon kind={editor.tree.byUid.get(uid)?.kind ?? "boundary"} size={15} />
            <span className={panel.connectionName}>{editor.tree.byUid.get(uid)?.name ?? uid}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
