/** Which versions are compared, what waits until when, and what happened to the preview. */
import type { LibraryUpdate } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { SEVERITIES, type SeverityCounts } from "@/model/graph/severity";
import { endText, listedText, updateText } from "@/model/labels/libraryUpdates";
import { KeyValue } from "@/ui/KeyValue";
import { RelativeTime } from "@/ui/RelativeTime";
import { exactTime } from "@/ui/time";
import classes from "./libraryUpdate.module.css";

type Counts = NonNullable<LibraryUpdate["counts"]>;

export function UpdateState({ update, counts }: { update: LibraryUpdate; counts: Counts }) {
  const waits = update.state === "waiting";
  return (
    <>
      <KeyValue
        items={[
          { label: "Now", value: waits ? update.earlier_version : update.version },
          waits
            ? { label: "Available", value: update.version }
            : { label: "Before", value: update.earlier_version },
          { label: "New threats", value: <Severities counts={counts.new} /> },
          { label: "No longer found", value: <Severities counts={counts.gone} /> },
          { label: "Severity", value: `${counts.raised} higher, ${counts.lowered} lower` },
          { label: "With a decision or mitigation", value: counts.decisions },
        ]}
      />
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
          : "Your team applies it by hand."}{" "}
      The next edit or import is analyzed by the new library in any case, and this list then says
      what changed. Attack paths are computed afterward, and scores follow them.
    </>
  );
}

function Ended({ update }: { update: LibraryUpdate }) {
  const { requested_by: person } = update;
  const preview = update.previewed_counts ? updateText(update.previewed_counts) : "";
  return (
    <>
      {endText(update)} {person && `Requested by ${person.name}. `}
      {preview && update.previewed_seq !== update.seq && `The preview said: ${preview}. `}
      <RelativeTime at={update.ended_at} />
    </>
  );
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
