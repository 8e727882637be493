/** Changes a control of the team. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { teamQuery } from "@/api/queries";
import { controlQuery } from "@/entities/controls/queries";
import { hasRole } from "@/session/roles";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PagePending } from "@/ui/PagePending";
import { ControlForm } from "./ControlForm";
import { draftOf } from "./controlDraft";
import { useSaveControl } from "./useSaveControl";

export default function EditControlPage() {
  const { team, control: id } = useParams({ from: "/app/t/$team/controls/$control/edit" });
  const role = useQuery(teamQuery(team)).data?.role;
  const { data: control, error, refetch } = useQuery(controlQuery(team, id));
  const save = useSaveControl(team, id);
  if ((!control && !error) || !role) return <PagePending />;
  if (!control) {
    return (
      <Page title="Edit control">
        <ErrorState heading="h1" error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  const may = hasRole(role, "approver") && control.origin === "team";
  return (
    <Page title="Edit control">
      <PageHeader title="Edit control" meta={<code>{id}</code>} />
      {may ? (
        <ControlForm
          team={team}
          control={id}
          initial={draftOf(control)}
          pending={save.isPending}
          errors={save.errors}
          submitLabel="Save"
          onSubmit={save.submit}
        />
      ) : (
        <EmptyState title="This control cannot be changed here">
          {control.origin === "team"
            ? "Approvers write controls. Your role in this team does not allow it."
            : "It ships with Bulkhead. An approver can copy it for the team and change the copy."}
        </EmptyState>
      )}
    </Page>
  );
}
