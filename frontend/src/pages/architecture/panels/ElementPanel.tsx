/** The inspector of one element: its threats, facts, connections and open questions. */
import { useQuery } from "@tanstack/react-query";
import { elementQuery } from "@/api/architectureQueries";
import { PassingPaths } from "@/entities/attackPaths/PassingPaths";
import { useOpenThreadsOf } from "@/entities/comments/CommentCounts";
import { SubjectComments } from "@/entities/comments/SubjectComments";
import { DataSetStrip } from "@/entities/dataSets/DataSetStrip";
import { SubjectHistory } from "@/entities/history/SubjectHistory";
import { ProposalNote } from "@/entities/proposals/ProposalNotes";
import { kindInfo } from "@/model/graph/elementKinds";
import { ancestorsOf, type SnapshotElement } from "@/model/graph/snapshot";
import { editableFacts, shownFacts } from "@/model/labels/facts";
import { ErrorState } from "@/ui/ErrorState";
import type { EditorState } from "../editorState/editorState";
import { useFactEdit } from "../editorState/useFactEdit";
import { Connections } from "./Connections";
import { FactList } from "./FactList";
import { IncidentResponseLink } from "./IncidentResponseLink";
import { InspectorTabs } from "./InspectorTabs";
import { OpenQuestions } from "./OpenQuestions";
import { PanelHeader } from "./PanelHeader";
import { PathQuestions } from "./PathQuestions";
import { PodSecurityStrip } from "./PodSecurityStrip";
import { RiskStrip } from "./RiskStrip";
import { SubjectThreats } from "./SubjectThreats";
import { TrustStrip } from "./TrustStrip";

interface ElementPanelProps {
  model: string;
  editor: EditorState;
  element: SnapshotElement;
}

export function ElementPanel({ model, editor, element }: ElementPanelProps) {
  const { data, error, refetch } = useQuery(elementQuery(model, element.id));
  const threads = useOpenThreadsOf(element.uid);
  const edit = useFactEdit(
    editor,
    { on: "element", ...element },
    kindInfo(editor.document.kinds, element.kind).facts,
  );
  const place = ancestorsOf(editor.tree.byUid, element.uid)
    .reverse()
    .map((uid) => editor.tree.byUid.get(uid)?.name)
    .join(" / ");
  return (
    <>
      <PanelHeader
        kind={element.kind}
        title={element.name}
        uid={element.uid}
        onClose={() => editor.select(null)}
      >
        {kindInfo(editor.document.kinds, element.kind).label}
        {place && ` in ${place}`}
      </PanelHeader>
      <DataSetStrip
        holder={{ on: "element", uid: element.uid, name: element.name, kind: element.kind }}
        facts={data?.facts}
      />
      <TrustStrip editor={editor} element={element} facts={data?.facts} edit={edit} />
      <PathQuestions model={model} element={element} />
      <IncidentResponseLink model={model} element={element} />
      <PassingPaths key={`paths ${element.uid}`} model={model} uid={element.uid} />
      <ProposalNote element={element.id} />
      <RiskStrip risk={data?.risk} />
      <PodSecurityStrip key={element.uid} found={data?.pod_security} />
      {error && !data ? (
        <ErrorState error={error} size="compact" onRetry={() => void refetch()} />
      ) : (
        <InspectorTabs
          threats={
            <SubjectThreats
              key={element.uid}
              model={model}
              subject={element.id}
              place={{ on: "element", uid: element.uid, name: element.name }}
            />
          }
          facts={
            <FactList
              key={element.uid}
              facts={data && editableFacts(data.facts, data.questions, edit?.types ?? [])}
              edit={edit}
            />
          }
          connections={<Connections editor={editor} detail={data} />}
          questions={<OpenQuestions key={element.uid} model={model} subject={element.id} />}
          comments={<SubjectComments model={model} pin={{ on: "element", uid: element.uid }} />}
          history={
            <SubjectHistory
              model={model}
              subject={{ on: "element", id: element.id }}
              uid={element.uid}
            />
          }
          counts={{
            facts: data && shownFacts(data.facts).length,
            connections: data && data.flows.length + data.relations.length,
            questions: data?.questions.length,
            comments: threads,
          }}
        />
      )}
    </>
  );
}
