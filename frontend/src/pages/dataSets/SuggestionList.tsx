/** What names suggest of the data, by data set: confirmed or declined one by one, by data set, or all at once. */
import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { Catalogue, DataSuggestion } from "@/api/types";
import { groupSuggestions } from "@/model/labels/dataSets";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { decideSuggestions } from "./actions/decideSuggestions";
import { SuggestionRow } from "./SuggestionRow";
import classes from "./suggestions.module.css";

interface SuggestionListProps {
  query: UseQueryResult<DataSuggestion[]>;
  words: Catalogue["data"] | undefined;
}

/** With more than these, the table below would be out of sight. */
const SHOWN = 6;

export function SuggestionList({ query, words }: SuggestionListProps) {
  const { canEdit } = useModel();
  const [all, setAll] = useState(false);
  if (query.error && !query.data) {
    return <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />;
  }
  const suggestions = query.data ?? [];
  if (suggestions.length === 0) return null;
  const groups = groupSuggestions(suggestions);
  const shown = all ? groups : groups.slice(0, SHOWN);
  return (
    <div className={classes.root}>
      <Section
        title="Suggested by names"
        description="Words in names, images, volumes and settings hint at this data. It counts once a person confirms it."
        actions={canEdit && groups.length > 1 && <AllAtOnce suggestions={suggestions} />}
        flush
      >
        <ul className={classes.groups}>
          {shown.map((group) => (
            <SuggestionRow key={group.key} group={group} words={words} />
          ))}
        </ul>
        {groups.length > SHOWN && (
          <button
            type="button"
            className={classes.showAll}
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all ? "Show fewer" : `Show all ${groups.length}`}
          </button>
        )}
      </Section>
    </div>
  );
}

function AllAtOnce({ suggestions }: { suggestions: DataSuggestion[] }) {
  const { id } = useModel();
  const step = useUndoableMutation(decideSuggestions, id);
  const decide = (part: { confirm?: DataSuggestion[]; decline?: DataSuggestion[] }): void =>
    step.mutate({ name: "Suggestions", confirm: [], decline: [], ...part });
  return (
    <span className={classes.buttons}>
      <Button
        variant="default"
        size="compact-sm"
        loading={step.isPending}
        onClick={() => decide({ confirm: suggestions })}
      >
        Confirm all
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        disabled={step.isPending}
        onClick={() => decide({ decline: suggestions })}
      >
        Decline all
      </Button>
    </span>
  );
}
