/** Of which events a webhook is told. */
import { Checkbox } from "@mantine/core";
import type { Webhook } from "@/api/types";
import { EVENTS, eventLabel } from "./webhookLabels";
import classes from "./webhooks.module.css";

interface EventChoiceProps {
  events: Webhook["events"];
  error: string | null | undefined;
  onChange: (events: Webhook["events"]) => void;
}

export function EventChoice({ events, error, onChange }: EventChoiceProps) {
  return (
    <Checkbox.Group
      label="Events"
      value={events}
      error={error}
      onChange={(chosen) => onChange(EVENTS.filter((one) => chosen.includes(one)))}
    >
      <div className={classes.events}>
        {EVENTS.map((event) => (
          <Checkbox key={event} value={event} label={eventLabel(event)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
