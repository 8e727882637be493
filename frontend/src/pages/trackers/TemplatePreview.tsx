/** How an example threat would read as an issue. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/errors";
import { IssueText } from "@/entities/trackers/IssuePreview";
import { templatePreviewQuery } from "./queries";
import type { TrackerDraft } from "./trackerDraft";
import classes from "./trackerForm.module.css";

const PAUSE_MS = 400;

interface TemplatePreviewProps {
  team: string;
  draft: TrackerDraft;
}

export function TemplatePreview({ team, draft }: TemplatePreviewProps) {
  const { kind } = draft;
  const [title_template] = useDebouncedValue(draft.title_template, PAUSE_MS);
  const [body_template] = useDebouncedValue(draft.body_template, PAUSE_MS);
  const templates = { kind, title_template, body_template };
  const { data, error } = useQuery(templatePreviewQuery(team, templates));
  return (
    <div>
      <p className={classes.caption}>Preview with an example</p>
      {error ? (
        <p className={classes.bad} role="status">
          {messageOf(error)}
        </p>
      ) : (
        data && <IssueText title={data.title} body={data.body} />
      )}
    </div>
  );
}
