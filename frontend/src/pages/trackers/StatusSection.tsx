/** What follows here from the status of an issue, and there from what happens here. */
import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { fieldError } from "@/api/fieldError";
import { isJira } from "@/entities/trackers/trackerKinds";
import { type Status, statusLabel } from "@/model/labels/statusStyles";
import forms from "@/ui/forms.module.css";
import { Section } from "@/ui/Section";
import type { StatusMapping, TrackerPartProps } from "./trackerDraft";
import classes from "./trackerForm.module.css";

/** What each may propose; others are refused. */
const CATEGORIES: readonly { field: keyof StatusMapping; label: string; statuses: Status[] }[] = [
  { field: "todo", label: "To do or open", statuses: ["proposed", "planned"] },
  { field: "in_progress", label: "In progress", statuses: ["planned", "in-progress"] },
  { field: "done", label: "Done or closed", statuses: ["implemented"] },
  { field: "not_planned", label: "Not planned", statuses: ["rejected"] },
];

export function StatusSection({ draft, set, error }: TrackerPartProps) {
  return (
    <Section
      title="Status"
      description="A change of an issue is proposed here. A person accepts or dismisses it; an issue never verifies a mitigation."
    >
      <div className={forms.form}>
        <Switch
          label="Read the status of linked issues"
          description="Every five minutes."
          checked={draft.sync}
          onChange={(event) => set({ sync: event.currentTarget.checked })}
        />
        {draft.sync && <MappingTable draft={draft} set={set} error={error} />}
        <Switch
          label="Comment on issues"
          description="Says on the issue when the status here changes."
          checked={draft.comments}
          onChange={(event) => set({ comments: event.currentTarget.checked })}
        />
        <Switch
          label="Close issues"
          description="Closed when the mitigation is implemented or verified here, or the threat is mitigated or resolved; opened again when work resumes."
          checked={draft.close_issues}
          onChange={(event) => set({ close_issues: event.currentTarget.checked })}
        />
        {draft.close_issues && isJira(draft.kind) && (
          <TextInput
            label="Status of closed issues"
            description="Empty: the first status of the category done that the workflow offers."
            placeholder="Done"
            maxLength={80}
            value={draft.close_status}
            onChange={(event) => set({ close_status: event.currentTarget.value })}
            error={fieldError(error, "close_status", false)}
          />
        )}
      </div>
    </Section>
  );
}

function MappingTable({ draft: { mapping }, set, error }: Omit<TrackerPartProps, "team">) {
  const fault = fieldError(error, "mapping", false);
  return (
    <div>
      <table className={classes.mapping}>
        <caption>What the status of an issue proposes for the mitigation</caption>
        <thead>
          <tr>
            <th scope="col">Issue there</th>
            <th scope="col">Proposed here</th>
          </tr>
        </thead>
        <tbody>
          {CATEGORIES.map(({ field, label, statuses }) => (
            <tr key={field}>
              <th scope="row">{label}</th>
              <td>
                <NativeSelect
                  aria-label={`Proposed for ${label}`}
                  data={optionsOf(statuses)}
                  value={mapping[field] ?? ""}
                  onChange={(event) =>
                    set({
                      mapping: { ...mapping, [field]: event.currentTarget.value } as StatusMapping,
                    })
                  }
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {fault && <p className={classes.bad}>{fault}</p>}
    </div>
  );
}

function optionsOf(statuses: readonly Status[]): { value: string; label: string }[] {
  return [
    { value: "", label: "Nothing" },
    ...statuses.map((status) => ({ value: status, label: statusLabel(status) })),
  ];
}
