/** Writes a new control for the team, from nothing or as a copy of another. */
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { teamQuery } from "@/api/queries";
import { controlQuery } from "@/entities/controls/queries";
import { hasRole } from "@/session/session";
import { EmptyState } from "@/ui/EmptyState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PagePending } from "@/ui/PagePending";
import { firstOf, type Search } from "@/ui/searchParams";
import { ControlForm } from "./ControlForm";
import { draftOf, EMPTY_DRAFT } from "./draft";
import { useSaveControl } from "./useSaveControl";

export default function NewControlPage() {
  const { team } = useParams({ from: "/app/t/$team/controls/new" });
  const from = firstOf(useSearch({ strict: false }) as Search, "from");
  const role = useQuery(teamQuery(team)).data?.role;
  const copied = useQuery({ ...controlQuery(team, from), enabled: from !== "" });
  const save = useSaveControl(team);
  if (!role || (from && copied.isPending)) return <PagePending />;
  return (
    <Page title="New control">
      <PageHeader
        title="New control"
        description={
          copied.data
            ? `A copy of “${copied.data.title}”, for the team to change.`
            : "The team can apply it in every model, and name it in rules of its own."
        }
      />
      {hasRole(role, "approver") ? (
        <ControlForm
          team={team}
          initial={copied.data ? draftOf(copied.data) : EMPTY_DRAFT}
          pending={save.isPending}
          errors={save.errors}
          submitLabel="Create control"
          onSubmit={save.submit}
        />
      ) : (
        <EmptyState title="Approvers write controls">
          Your role in this team does not allow it. An owner can change it.
        </EmptyState>
      )}
    </Page>
  );
}
