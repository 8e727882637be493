/** The playbooks, each with its steps, and the start of a response. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { elementQuery } from "@/api/architectureQueries";
import type { ResponsePlaybook } from "@/api/types";
import { useKindNames } from "@/entities/badges/useKindNames";
import { PHASE_LABELS } from "@/model/labels/incidentResponse";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./response.module.css";
import { StartDialog } from "./StartDialog";

export function PlaybookList({ playbooks }: { playbooks: readonly ResponsePlaybook[] }) {
  const { canEdit, row } = useModel();
  // A response is about an element.
  const canStart = canEdit && row?.element_count !== 0;
  const [chosen, choose] = useState<ResponsePlaybook | null>(null);
  return (
    <Section
      title="Playbooks"
      description={
        canEdit ? undefined : "Editors start responses. You can read them and add notes."
      }
      flush
    >
      <ul className={classes.plainList}>
        {playbooks.map((playbook) => (
          <PlaybookItem
            key={playbook.id}
            playbook={playbook}
            onStart={canStart ? () => choose(playbook) : null}
          />
        ))}
      </ul>
      {chosen && <StartDialog playbooks={[chosen]} onClose={() => choose(null)} />}
      {canEdit && <StartFromElement playbooks={playbooks} />}
    </Section>
  );
}

/** Opens the dialog for the element that the address names: the canvas leads here. */
function StartFromElement({ playbooks }: { playbooks: readonly ResponsePlaybook[] }) {
  const { id } = useModel();
  const [address, setAddress] = useSearchParams();
  const named = firstOf(address as never, "respond");
  const { data: element } = useQuery({ ...elementQuery(id, named), enabled: named !== "" });
  if (!named || !element) return null;
  const fitting = playbooks.filter(({ applies_to: kinds }) => kinds.includes(element.kind));
  if (fitting.length === 0) return null;
  return (
    <StartDialog
      playbooks={fitting}
      element={element}
      onClose={() => setAddress({}, { replace: true })}
    />
  );
}

interface PlaybookItemProps {
  playbook: ResponsePlaybook;
  onStart: (() => void) | null;
}

function PlaybookItem({ playbook, onStart }: PlaybookItemProps) {
  const kindName = useKindNames();
  const kinds = playbook.applies_to.map((kind) => kindName(kind).toLowerCase()).join(", ");
  return (
    <li className={classes.playbook}>
      <div className={classes.playbookHead}>
        <h3 className={classes.playbookTitle}>{playbook.title}</h3>
        {onStart && (
          <Button
            size="xs"
            variant="default"
            onClick={onStart}
            aria-label={`Start ${playbook.title}`}
          >
            Start
          </Button>
        )}
      </div>
      <p className={classes.about}>{playbook.about}</p>
      <p className={classes.quiet}>For: {kinds}</p>
      <details className={classes.details}>
        <summary>{playbook.steps.length} steps</summary>
        <ol className={classes.outline}>
          {playbook.steps.map((step) => (
            <li key={step.id}>
              {step.title} <span className={classes.quiet}>{PHASE_LABELS[step.phase]}</span>
            </li>
          ))}
        </ol>
        <p className={classes.quiet}>
          Steps that do not apply to the element are left out. Source:
        </p>
        <ul className={classes.sources}>
          {playbook.references.map(({ id, title, url }) => (
            <li key={id}>
              <a className={classes.link} href={url} target="_blank" rel="noreferrer">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
