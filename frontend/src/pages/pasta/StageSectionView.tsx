/** One section of a stage: rows that people write, or a table that the model fills. */
import type { StageSection } from "@/api/types";
import { ThreatAgentSection } from "./agents/ThreatAgentSection";
import { isRecordKey, RECORD_KINDS } from "./recordKinds";
import { RecordSection } from "./records/RecordSection";
import { SectionTable } from "./SectionTable";

interface StageSectionViewProps {
  stage: number;
  section: StageSection;
}

export function StageSectionView({ stage, section }: StageSectionViewProps) {
  if (isRecordKey(section.id)) {
    return <RecordSection kind={RECORD_KINDS[section.id]} title={section.title} />;
  }
  if (section.id === "threat_agents") return <ThreatAgentSection section={section} />;
  return <SectionTable stage={stage} section={section} />;
}
