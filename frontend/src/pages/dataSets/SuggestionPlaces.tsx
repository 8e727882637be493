/** The places that one data set is suggested for, each with its reason and a decision of its own. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { DataSuggestion } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { decideSuggestions } from "./actions/decideSuggestions";
import classes from "./suggestions.module.css";

interface SuggestionPlacesProps {
  name: string;
  suggestions: readonly DataSuggestion[];
}

export function SuggestionPlaces({ name, suggestions }: SuggestionPlacesProps) {
  const { id, canEdit } = useModel();
  return (
    <ul className={classes.places} aria-label={`Where ${name} is suggested`}>
      {suggestions.map((one) => (
        <li key={`${one.on} ${one.uid}`} className={classes.place}>
          <Link className={classes.subject} {...linkToSubject(id, one)} title={one.uid}>
            <KindIcon kind={one.kind} size={14} />
            <span>{one.name}</span>
          </Link>
          <span className={classes.reason}>{one.why}</span>
          {canEdit && <DecideOne name={name} suggestion={one} />}
        </li>
      ))}
    </ul>
  );
}

function DecideOne({ name, suggestion }: { name: string; suggestion: DataSuggestion }) {
  const { id } = useModel();
  const step = useUndoableMutation(decideSuggestions, id);
  const where = suggestion.name;
  return (
    <span className={classes.decide}>
      <Tooltip label={`${name} is there`}>
        <ActionIcon
          size={26}
          aria-label={`Confirm ${name} on ${where}`}
          disabled={step.isPending}
          onClick={() => step.mutate({ name, confirm: [suggestion], decline: [] })}
        >
          <IconCheck size={15} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`${name} is not there`}>
        <ActionIcon
          size={26}
          aria-label={`Decline ${name} on ${where}`}
          disabled={step.isPending}
          onClick={() => step.mutate({ name, confirm: [], decline: [suggestion] })}
        >
          <IconX size={15} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
