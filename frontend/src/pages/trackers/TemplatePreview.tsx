/** How an example threat would read as an issue. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/errors";
import { IssueText } from "@/entities/trackers/IssuePreview";
import { templatePreviewQuery } from "./queries";
import classes from "./trackerForm.module.css";

const PAUSE_MS = 400;

interface TemplatePreviewProps {
  team: string;
  title: string;
  body: string;
}

export function TemplatePreview({ team, title, body }: TemplatePreviewProps) {
  const [settledTitle] = useDebouncedValue(title, PAUSE_MS);
  const [settledBody] = useDebouncedValue(body, PAUSE_MS);
  const { data, error } = useQuery(templatePreviewQuery(team, settledTitle, settledBody));
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
