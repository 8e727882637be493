/** Starts a review: of the whole model, or of what has changed since its sign-off. */
import { Button, NumberInput, Radio } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { ReviewScope, ReviewStatus } from "@/api/types";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { startReview } from "@/entities/reviews/reviewApiCalls";
import { useReviewMutation } from "@/entities/reviews/useReviewMutation";
import { changedText } from "@/model/labels/reviews";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./review.module.css";

export function StartReview({ status }: { status: ReviewStatus }) {
  const { canEdit, row } = useModel();
  if (row?.element_count === 0) {
    return (
      <EmptyModel>
        A review walks through the open threats, the questions and the attack paths of what is
        drawn.
      </EmptyModel>
    );
  }
  return (
    <Section
      title="Start a review"
      description="You lead it. Everybody who has the model open can join, and their pages go where yours goes."
    >
      {canEdit ? (
        <StartForm status={status} />
      ) : (
        <p className={classes.quiet}>Editors start reviews. You can join one that is running.</p>
      )}
    </Section>
  );
}

function StartForm({ status }: { status: ReviewStatus }) {
  const [scope, setScope] = useState<ReviewScope>("all");
  const [minutes, setMinutes] = useState<number | "">("");
  const [, setAddress] = useSearchParams();
  const start = useReviewMutation(startReview);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    start.mutate(
      { scope, planned_minutes: minutes === "" ? null : minutes },
      { onSuccess: () => setAddress({}) },
    );
  };
  return (
    <form className={classes.form} onSubmit={send}>
      <Radio.Group
        label="Agenda"
        value={scope}
        error={fieldError(start.error, "scope", false)}
        onChange={(value) => setScope(value as ReviewScope)}
      >
        <div className={classes.choices}>
          <Radio
            value="all"
            label="The whole model"
            description="The open threats that matter most, the questions that decide most, and the goals that attackers reach."
          />
          <Radio
            value="changed"
            label="Changes since the sign-off"
            disabled={!status.approved}
            description={
              status.approved
                ? `Measured by ${status.approved.version.name}: ${changedText(status) ?? "nothing has changed"}.`
                : "Nothing is signed off yet."
            }
          />
        </div>
      </Radio.Group>
      <NumberInput
        className={classes.minutes}
        label="Planned minutes"
        description="Optional. The clock shows when an item takes more than its share."
        min={5}
        max={480}
        allowDecimal={false}
        value={minutes}
        error={fieldError(start.error, "planned_minutes", false)}
        onChange={(value) => setMinutes(typeof value === "number" ? value : "")}
      />
      <div>
        <Button
          type="submit"
          loading={start.isPending}
          leftSection={<IconGavel size={15} aria-hidden="true" />}
        >
          Start review
        </Button>
      </div>
    </form>
  );
}
