/** Says that a person gave the threat its severity, who, when and why, beside the computed one. */
import { Button } from "@mantine/core";
import type { ThreatDetail } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { withdrawSeverity } from "@/entities/threats/actions/severityOverride";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import classes from "./threat.module.css";

export function SeverityOverride({ threat }: { threat: ThreatDetail }) {
  const { id, canEdit } = useModel();
  const step = useUndoableMutation(withdrawSeverity, id);
  const { number, version, severity, severity_override: said } = threat;
  if (!said) return null;
  const { reason } = said;
  return (
    <section className={classes.override} aria-label="Overridden severity">
      <p className={classes.overrideLine}>
        <span>
          Severity set by <strong>{said.by?.name ?? "a former member"}</strong>{" "}
          <RelativeTime at={said.at} />.
        </span>
        <span className={classes.computed}>
          Computed: <SeverityBadge severity={said.computed_severity} value={said.computed_score} />
        </span>
        {canEdit && (
          <Button
            variant="default"
            size="compact-sm"
            loading={step.isPending}
            onClick={() => step.mutate({ number, version, before: { severity, reason } })}
          >
            Use computed
          </Button>
        )}
      </p>
      <p className={classes.overrideReason}>{reason}</p>
    </section>
  );
}
