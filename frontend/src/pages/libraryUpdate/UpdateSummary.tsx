/** Which versions are compared, what waits until when, and what happened to the preview. */
import type { LibraryUpdate } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { SEVERITIES, type SeverityCounts } from "@/model/graph/severity";
import { endText, listedText } from "@/model/labels/libraryUpdates";
import { KeyValue } from "@/ui/KeyValue";
import { RelativeTime } from "@/ui/RelativeTime";
import { exactTime } from "@/ui/time";
import classes from "./libraryUpdate.module.css";

type Counts = NonNullable<LibraryUpdate["counts"]>;

export function UpdateSummary({ update, counts }: { update: LibraryUpdate; counts: Counts }) {
  const waits = update.state === "waiting";
  return (
    <>
      <KeyValue
        items={[
          { label: "Now", value: waits ? earlierText(update) : update.version },
          waits
            ? { label: "Available", value: update.version }
            : { label: "Before", value: earlierText(update) },
          { label: "New threats", value: <Severities counts={counts.new} /> },
          { label: "No longer found", value: <Severities counts={counts.gone} /> },
          { label: "Severity", value: `${counts.raised} higher, ${counts.lowered} lower` },
          { label: "Attack scenarios", value: counts.scenarios },
          { label: "With a decision or mitigation", value: counts.decisions },
        ]}
      />
      {waits && update.message && (
        <p className={classes.failed} role="status">
          It could not be applied: {update.message}
        </p>
      )}
      <p className={classes.hint}>
        {waits ? <Waiting update={update} /> : <Ended update={update} />} {listedText(counts)}
      </p>
    </>
  );
}

function Waiting({ update }: { update: LibraryUpdate }) {
  return (
    <>
      Computed <RelativeTime at={update.created_at} />; nothing is changed yet.{" "}
      {update.requested_at
        ? "It is being applied."
        : update.apply_at
          ? `Your team has it applied on ${exactTime(new Date(update.apply_at))} unless someone does so before.`
          : update.message
            ? "It is not applied by itself after a failure."
            : "Your team applies it by hand."}{" "}
      Any analysis uses the new library, and this list then says what changed: the next edit, import
      or answer, a change of the rules of your team, or an analysis that someone starts. A change of
      mitigations, attackers or crown jewels has attack paths and scenarios computed by it at once.
    </>
  );
}

function Ended({ update }: { update: LibraryUpdate }) {
  const { requested_by: person } = update;
  return (
    <>
      {endText(update)} {person && `Requested by ${person.name}. `}
      <RelativeTime at={update.ended_at} />
    </>
  );
}

/** The release before; the earliest ones were not recorded. */
function earlierText(update: LibraryUpdate): string {
  return update.earlier_version || "An earlier release";
}

function Severities({ counts }: { counts: SeverityCounts }) {
  const present = SEVERITIES.filter((severity) => counts[severity] > 0);
  if (present.length === 0) return "None";
  return (
    <span className={classes.severities}>
      {present.map((severity) => (
        <span key={severity} className={classes.severity}>
          {counts[severity]} <SeverityBadge severity={severity} />
        </span>
      ))}
    </span>
  );
}
