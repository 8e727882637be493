/** Where the tracker is, and with what Bulkhead signs in there. The token is never shown again. */
import { NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { fieldError } from "@/api/fieldError";
import type { Tracker } from "@/api/types";
import { TRACKER_KINDS, trackerKindLabel } from "@/entities/trackers/trackerKinds";
import forms from "@/ui/forms.module.css";
import { Section } from "@/ui/Section";
import { ConnectionTest } from "./ConnectionTest";
import {
  isConnectionChanged,
  KIND_FIELDS,
  type TrackerDraft,
  type TrackerPartProps,
  withKind,
} from "./trackerDraft";

interface ConnectionSectionProps extends TrackerPartProps {
  tracker: Tracker | undefined;
  replace: (change: (now: TrackerDraft) => TrackerDraft) => void;
}

export function ConnectionSection(props: ConnectionSectionProps) {
  const { team, tracker, draft, set, error, replace } = props;
  const fields = KIND_FIELDS[draft.kind];
  return (
    <Section
      title="Connection"
      description="Bulkhead sends what people ask it to send, and reads the status of the issues that are linked."
      actions={
        tracker && (
          <ConnectionTest
            team={team}
            tracker={tracker}
            unsaved={isConnectionChanged(draft, tracker)}
          />
        )
      }
    >
      <div className={forms.form}>
        <NativeSelect
          label="Kind"
          data={TRACKER_KINDS.map((kind) => ({ value: kind, label: trackerKindLabel(kind) }))}
          value={draft.kind}
          disabled={tracker !== undefined}
          error={fieldError(error, "kind", false)}
          onChange={(event) => {
            const kind = event.currentTarget.value as TrackerDraft["kind"];
            replace((now) => withKind(now, kind));
          }}
        />
        <PlaceFields draft={draft} set={set} error={error} />
        <PasswordInput
          label="Token"
          description={`${fields.token} ${tracker ? "Leave it empty to keep the one that is stored." : "Kept encrypted and not shown again."}`}
          autoComplete="new-password"
          maxLength={2000}
          value={draft.token}
          onChange={(event) => set({ token: event.currentTarget.value.trim() })}
          error={fieldError(error, "token", false)}
          required={!tracker}
          withAsterisk={false}
        />
      </div>
    </Section>
  );
}

/** Where issues are. */
function PlaceFields({ draft, set, error }: Omit<TrackerPartProps, "team">) {
  const fields = KIND_FIELDS[draft.kind];
  const shared = { required: true, withAsterisk: false } as const;
  return (
    <>
      <TextInput
        {...shared}
        label="Name"
        placeholder="Shop backlog"
        maxLength={120}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={fieldError(error, "name", false)}
      />
      <TextInput
        {...shared}
        label="Address"
        placeholder={fields.addressPlaceholder}
        maxLength={500}
        value={draft.base_url}
        onChange={(event) => set({ base_url: event.currentTarget.value.trim() })}
        error={fieldError(error, "base_url", false)}
      />
      <TextInput
        {...shared}
        label={fields.project.label}
        placeholder={fields.project.placeholder}
        maxLength={255}
        value={draft.project}
        onChange={(event) => set({ project: event.currentTarget.value })}
        error={fieldError(error, "project", false)}
      />
      {fields.account && (
        <TextInput
          {...shared}
          type="email"
          label="Account"
          description="The email address of the account that the token belongs to."
          maxLength={254}
          value={draft.account}
          onChange={(event) => set({ account: event.currentTarget.value.trim() })}
          error={fieldError(error, "account", false)}
        />
      )}
    </>
  );
}
