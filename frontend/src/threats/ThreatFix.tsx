/** How the manifest should read instead, for each format, ready to copy. */
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { ThreatDetail } from "../api/types";
import { fixesOf } from "../model/fixes";
import { CodeBlock } from "../ui/CodeBlock";
import classes from "./threat.module.css";

export function ThreatFix({ threat }: { threat: ThreatDetail }) {
  const fixes = fixesOf(threat.fix, threat.subject.uid);
  const [chosen, setChosen] = useState(0);
  const fix = fixes[chosen] ?? fixes[0];
  if (!fix) return null;
  return (
    <section className={classes.section} aria-labelledby="fix">
      <div className={classes.headingLine}>
        <h2 id="fix" className={classes.heading}>
          How to fix it
        </h2>
        {fixes.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Format of the fix"
            value={String(chosen)}
            onChange={(value) => setChosen(Number(value))}
            data={fixes.map(({ label }, index) => ({ label, value: String(index) }))}
          />
        )}
      </div>
      {fix.code ? (
        <CodeBlock text={fix.text} label={`${fix.label} fix`} />
      ) : (
        <p className={classes.prose}>{fix.text}</p>
      )}
    </section>
  );
}
