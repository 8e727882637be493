/** The way from an element to a response, where a playbook is for elements of its kind. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { playbooksQuery } from "@/entities/incidentResponse/queries";
import type { SnapshotElement } from "@/model/graph/snapshot";
import classes from "./pathQuestions.module.css";

export function IncidentResponseLink({
  model,
  element,
}: {
  model: string;
  element: SnapshotElement;
}) {
  const playbooks = useQuery(playbooksQuery(model)).data?.playbooks ?? [];
  const fits = playbooks.some(({ applies_to: kinds }) =>
    kinds.some((kind) => kind === element.kind),
  );
  if (!fits) return null;
  return (
    <nav className={classes.root} aria-label="Incident">
      <span className={classes.label}>Incident</span>
      <Link
        className={classes.link}
        to="/m/$model/response"
        params={{ model }}
        search={{ respond: element.id } as never}
      >
        Respond to compromise
      </Link>
    </nav>
  );
}
