/** One data set that names suggest, with the places behind it. */
import { Button } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { Catalogue, Classification, DataSuggestion } from "@/api/types";
import { ClassificationBadge } from "@/entities/dataSets/ClassificationBadge";
import {
  membersOf,
  personalOf,
  placeCount,
  type SuggestionGroup,
  suggestsSpecial,
} from "@/model/labels/dataSets";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { decideSuggestions } from "./actions/decideSuggestions";
import { PersonalBadge } from "./PersonalBadge";
import { SuggestionPlaces } from "./SuggestionPlaces";
import classes from "./suggestions.module.css";

interface SuggestionRowProps {
  group: SuggestionGroup;
  words: Catalogue["data"] | undefined;
}

export function SuggestionRow({ group, words }: SuggestionRowProps) {
  const { canEdit } = useModel();
  const [open, setOpen] = useState(false);
  const places = useId();
  const members = membersOf(group);
  return (
    <li className={classes.group}>
      <div className={classes.line}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={places}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={15} aria-hidden="true" />
          <span className={classes.name}>{group.name}</span>
        </button>
        <Facts facts={group.facts} words={words} />
      </div>
      <p className={classes.why}>
        {group.dataSet ? "Also suggested" : "Suggested"} for{" "}
        {placeCount(group.elements.length, group.flows.length)}, because {members[0]?.why}
      </p>
      {canEdit && <Decide name={group.name} suggestions={members} />}
      <div id={places} className={classes.opened} hidden={!open}>
        {open && <SuggestionPlaces name={group.name} suggestions={members} />}
      </div>
    </li>
  );
}

function Facts({
  facts,
  words,
}: { facts: SuggestionGroup["facts"] } & Pick<SuggestionRowProps, "words">) {
  const personal = typeof facts.personal_data === "boolean" ? facts.personal_data : null;
  return (
    <span className={classes.facts}>
      <ClassificationBadge value={(facts.classification as Classification | undefined) ?? null} />
      {personal !== null && (
        <PersonalBadge
          value={personalOf({ personal_data: personal, special: suggestsSpecial(facts, words) })}
        />
      )}
    </span>
  );
}

function Decide({ name, suggestions }: { name: string; suggestions: DataSuggestion[] }) {
  const { id } = useModel();
  const step = useUndoableMutation(decideSuggestions, id);
  return (
    <span className={classes.buttons}>
      <Button
        variant="default"
        size="compact-sm"
        loading={step.isPending}
        aria-label={`Confirm ${name}`}
        onClick={() => step.mutate({ name, confirm: suggestions, decline: [] })}
      >
        Confirm
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        disabled={step.isPending}
        aria-label={`Decline ${name}`}
        onClick={() => step.mutate({ name, confirm: [], decline: suggestions })}
      >
        Decline
      </Button>
    </span>
  );
}
