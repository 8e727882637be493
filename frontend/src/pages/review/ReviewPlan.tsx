/** When the model is reviewed next, and how often. */
import { Button, NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import type { ReviewStatus } from "@/api/types";
import { reviewsKey } from "@/entities/reviews/queries";
import { useModel } from "@/session/useModel";
import { DateField } from "@/ui/DateField";
import { Section } from "@/ui/Section";
import { calendarDay } from "@/ui/time";
import { toast } from "@/ui/toast";
import classes from "./review.module.css";

export function ReviewPlan({ status }: { status: ReviewStatus }) {
  const { canEdit } = useModel();
  return (
    <Section title="Next review" description={<Due status={status} />}>
      {canEdit && <PlanForm status={status} />}
    </Section>
  );
}

function Due({ status }: { status: ReviewStatus }) {
  const { next_review_on: day, overdue, cadence_days: days } = status;
  const again = days === null ? "" : ` Each sign-off plans the next one ${days} days later.`;
  if (day === null) return <>No date is set.{again}</>;
  return (
    <>
      {overdue ? "Was due on" : "Due on"} {calendarDay(day)}.{again}
    </>
  );
}

function PlanForm({ status }: { status: ReviewStatus }) {
  const [day, setDay] = useState(status.next_review_on ?? "");
  const [days, setDays] = useState<number | "">(status.cadence_days ?? "");
  const save = useSavePlan();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({
      version: status.version,
      next_review_on: day === "" ? null : day,
      cadence_days: days === "" ? null : days,
    });
  };
  return (
    <form className={classes.plan} onSubmit={send}>
      <DateField label="Next review" clearable value={day} onChange={setDay} />
      <NumberInput
        label="Days after each sign-off"
        min={1}
        max={1_095}
        allowDecimal={false}
        value={days}
        onChange={(value) => setDays(typeof value === "number" ? value : "")}
      />
      <Button type="submit" variant="default" loading={save.isPending}>
        Save plan
      </Button>
    </form>
  );
}

interface Plan {
  version: number;
  next_review_on: string | null;
  cadence_days: number | null;
}

function useSavePlan() {
  const { id } = useModel();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Plan) =>
      unwrap(
        api.PUT("/api/models/{model}/review-status/", { params: { path: { model: id } }, body }),
      ),
    onSuccess: () => toast.success("Plan saved"),
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: reviewsKey(id) }),
  });
}
