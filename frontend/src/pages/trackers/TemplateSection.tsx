/** What issues say: title and text as templates, their labels and, in Jira, their type. */
import { Textarea, TextInput } from "@mantine/core";
import { useRef } from "react";
import { fieldError } from "@/api/fieldError";
import { isJira } from "@/entities/trackers/trackerKinds";
import forms from "@/ui/forms.module.css";
import { Section } from "@/ui/Section";
import { TagsInput } from "@/ui/TagsInput";
import { TemplatePreview } from "./TemplatePreview";
import { inserted, PLACEHOLDERS } from "./templatePlaceholders";
import type { TrackerPartProps } from "./trackerDraft";
import classes from "./trackerForm.module.css";

type Field = "title_template" | "body_template";

export function TemplateSection({ team, draft, set, error }: TrackerPartProps) {
  const title = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  const latest = useRef<Field>("body_template");
  const insert = (name: string, bodyOnly: boolean): void => {
    const field = bodyOnly ? "body_template" : latest.current;
    const input = field === "title_template" ? title.current : body.current;
    if (!input) return;
    const { selectionStart: start, selectionEnd: end } = input;
    const { value, caret } = inserted(draft[field], name, start ?? 0, end ?? 0);
    set({ [field]: value });
    input.focus();
    // The browser puts the caret at the end once React has written the value.
    requestAnimationFrame(() => input.setSelectionRange(caret, caret));
  };
  return (
    <Section
      title="Issues"
      description="What a new issue says. Placeholders are replaced by what the model has; leave a template empty for the standard one."
    >
      <div className={forms.form}>
        <TextInput
          ref={title}
          label="Title"
          placeholder="$number $title"
          maxLength={500}
          value={draft.title_template}
          onFocus={() => {
            latest.current = "title_template";
          }}
          onChange={(event) => set({ title_template: event.currentTarget.value })}
          error={fieldError(error, "title_template", false)}
        />
        <Textarea
          ref={body}
          label="Text"
          maxLength={10_000}
          autosize
          minRows={4}
          maxRows={16}
          value={draft.body_template}
          onFocus={() => {
            latest.current = "body_template";
          }}
          onChange={(event) => set({ body_template: event.currentTarget.value })}
          error={fieldError(error, "body_template", false)}
        />
        <Placeholders onInsert={insert} />
        <TemplatePreview team={team} draft={draft} />
        <TagsInput
          label="Labels"
          description="Each new issue gets them. Type one and press Enter."
          maxTags={20}
          maxLength={50}
          acceptValueOnBlur
          value={draft.labels}
          onChange={(labels) => set({ labels })}
          error={fieldError(error, "labels", false)}
        />
        {isJira(draft.kind) && (
          <TextInput
            label="Issue type"
            placeholder="Task"
            maxLength={80}
            value={draft.issue_type}
            onChange={(event) => set({ issue_type: event.currentTarget.value })}
            error={fieldError(error, "issue_type", false)}
          />
        )}
      </div>
    </Section>
  );
}

function Placeholders({ onInsert }: { onInsert: (name: string, bodyOnly: boolean) => void }) {
  return (
    <fieldset className={classes.fieldset} aria-label="Placeholders">
      <p className={classes.caption}>
        Placeholders, to insert where the cursor is. <code>$$</code> is a dollar sign.
      </p>
      <ul className={classes.placeholders}>
        {PLACEHOLDERS.map(({ name, meaning, bodyOnly }) => (
          <li key={name}>
            <button
              type="button"
              className={classes.placeholder}
              onClick={() => onInsert(name, bodyOnly)}
            >
              {name}
            </button>
            <span>
              {meaning}
              {bodyOnly && " (text only)"}
            </span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
