/** Writes a new control for the team, from nothing or as a copy of another. */
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { controlQuery } from "@/entities/controls/queries";
import { NewEntryPage } from "@/entities/library/NewEntryPage";
import { firstOf, type Search } from "@/ui/searchParams";
import { ControlForm } from "./ControlForm";
import { draftOf, EMPTY_DRAFT } from "./controlDraft";
import { useSaveControl } from "./useSaveControl";

export default function NewControlPage() {
  const { team } = useParams({ from: "/app/t/$team/controls/new" });
  const from = firstOf(useSearch({ strict: false }) as Search, "from");
  const copied = useQuery({ ...controlQuery(team, from), enabled: from !== "" });
  const save = useSaveControl(team);
  const description = copied.data
    ? `A copy of “${copied.data.title}”, for the team to change.`
    : "The team can apply it in every model, and use it in its own rules.";
  const pending = from !== "" && copied.isPending;
  return (
    <NewEntryPage kind="control" team={team} description={description} pending={pending}>
      <ControlForm
        team={team}
        initial={copied.data ? draftOf(copied.data) : EMPTY_DRAFT}
        pending={save.isPending}
        errors={save.errors}
        submitLabel="Create control"
        onSubmit={save.submit}
      />
    </NewEntryPage>
  );
}
