/** How the manifest should read instead, for each format, ready to copy. */
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { ThreatDetail } from "@/api/types";
import { fixesOf } from "@/model/labels/ruleFixes";
import { ArticleSection, Prose } from "@/ui/Article";
import { CodeBlock } from "@/ui/CodeBlock";

export function ThreatFix({ threat }: { threat: ThreatDetail }) {
  const fixes = fixesOf(threat.fix, threat.subject.uid);
  const [chosen, setChosen] = useState(0);
  const fix = fixes[chosen] ?? fixes[0];
  if (!fix) return null;
  return (
    <ArticleSection
      title="How to fix it"
      action={
        fixes.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Format of the fix"
            value={String(chosen)}
            onChange={(value) => setChosen(Number(value))}
            data={fixes.map(({ label }, index) => ({ label, value: String(index) }))}
          />
        )
      }
    >
      {fix.code ? (
        <CodeBlock text={fix.text} label={`${fix.label} fix`} />
      ) : (
        <Prose>{fix.text}</Prose>
      )}
    </ArticleSection>
  );
}
