/** The responses of the model, the newest first. */
import { IconUrgent } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ResponseRunRow } from "@/api/types";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { finishedText } from "@/model/labels/incidentResponse";
import { personName } from "@/model/labels/reviews";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { RunBadges } from "./RunBadges";
import classes from "./response.module.css";

export function RunList({ runs }: { runs: readonly ResponseRunRow[] }) {
  const { row } = useModel();
  if (runs.length === 0 && row?.element_count === 0) {
    return (
      <EmptyModel size="compact">
        A response starts with the element that was compromised. The playbooks below can be read at
        any time.
      </EmptyModel>
    );
  }
  if (runs.length === 0) {
    return (
      <EmptyState size="compact" icon={<IconUrgent size={20} />} title="No response yet">
        Choose a playbook below when something was compromised, or for an exercise. You can also
        select an element on the canvas and choose “Respond to compromise”.
      </EmptyState>
    );
  }
  return (
    <Section title="Responses" flush>
      <ul className={classes.plainList}>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    </Section>
  );
}

function RunRow({ run }: { run: ResponseRunRow }) {
  const { id } = useModel();
  return (
    <li className={rows.row}>
      <span className={rows.rowMain}>
        <Link
          className={classes.link}
          to="/m/$model/response"
          params={{ model: id }}
          search={{ run: run.id }}
        >
          {run.title}
        </Link>
        <span className={rows.detail}>
          {finishedText(run)}, started <RelativeTime at={run.started_at} /> by{" "}
          {personName(run.started_by)}
        </span>
      </span>
      <RunBadges run={run} />
    </li>
  );
}
