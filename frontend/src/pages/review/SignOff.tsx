/** Whether the review is signed off; an approver who did not present signs here. */
import { Button, Textarea } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import type { Review } from "@/api/types";
import { signOffReview } from "@/entities/reviews/reviewApiCalls";
import { useReviewMutation } from "@/entities/reviews/useReviewMutation";
import { hasPresented, personName } from "@/model/labels/reviews";
import { hasRole } from "@/session/roles";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import { exactTime } from "@/ui/time";
import classes from "./review.module.css";

const LONGEST = 4_000;

export function SignOff({ review }: { review: Review }) {
  const { role } = useModel();
  const me = useSession().user?.id;
  const { signed_off: signed, reviewed, sign_off_note: note } = review;
  if (signed) {
    return (
      <div className={classes.signed}>
        <IconCircleCheck size={18} aria-hidden="true" />
        <span>
          Signed off by {personName(signed.by)} on {exactTime(new Date(signed.at))}
          {reviewed && `, version ${reviewed.name}`}
          {note && <span className={classes.signNote}>{note}</span>}
        </span>
      </div>
    );
  }
  if (!reviewed)
    return (
      <p className={classes.notice}>
        The version of this review was deleted, so it cannot be signed off.
      </p>
    );
  const mayApprove = hasRole(role, "approver");
  const presented = hasPresented(review, me);
  if (!mayApprove || presented) {
    return (
      <p className={classes.notice}>
        Waits for the sign-off by an approver or owner
        {mayApprove ? ". You presented, so another one has to sign." : " who did not present."}
      </p>
    );
  }
  return <SignForm review={review} version={reviewed.name} />;
}

function SignForm({ review, version }: { review: Review; version: string }) {
  const [note, setNote] = useState("");
  const sign = useReviewMutation(signOffReview);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    sign.mutate({ review, note });
  };
  return (
    <Section
      title="Sign off"
      description={`Approves ${version}, the state that was reviewed. What changes later shows on the model.`}
    >
      <form className={classes.form} onSubmit={send}>
        <Textarea
          label="Note"
          description="Optional: conditions, or what is left out."
          autosize
          minRows={2}
          maxLength={LONGEST}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={sign.isPending}>
            Sign off
          </Button>
        </div>
      </form>
    </Section>
  );
}
