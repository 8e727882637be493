/** One fact that a person overrides: both words with their sources, and whether an approver agrees. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Override } from "@/api/types";
import { formatValue } from "@/model/labels/facts";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { hasRole } from "@/session/roles";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { confirmOverride } from "./actions/confirmOverride";
import classes from "./overrides.module.css";

export function OverrideItem({ override }: { override: Override }) {
  const { id } = useModel();
  const { subject, label, value, file_value, file, line, by, at } = override;
  return (
    <div className={classes.item}>
      <div className={classes.words}>
        <p className={classes.fact}>
          {label}
          <Link className={classes.subject} {...linkToSubject(id, subject)}>
            {subject.name}
          </Link>
        </p>
        <dl className={classes.sides}>
          <dt>{by?.name ?? "A person"}</dt>
          <dd>
            {formatValue(value)} <RelativeTime at={at} />
          </dd>
          <dt>
            <code>{line ? `${file}:${line}` : file || "The files"}</code>
          </dt>
          <dd>{formatValue(file_value)}</dd>
        </dl>
      </div>
      <Confirmation override={override} />
    </div>
  );
}

function Confirmation({ override }: { override: Override }) {
  const { id, role } = useModel();
  const me = useSession().user;
  const step = useUndoableMutation(confirmOverride, id);
  if (override.confirmed_at) {
    return (
      <p className={classes.state}>
        Confirmed by {override.confirmed_by?.name ?? "an approver"},{" "}
        <RelativeTime at={override.confirmed_at} />
      </p>
    );
  }
  const isOwn = override.by?.id === me?.id;
  if (!hasRole(role, "approver") || isOwn) {
    return <p className={classes.state}>Not confirmed: another approver has to agree</p>;
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={step.isPending}
      onClick={() => step.mutate(override)}
      aria-label={`Confirm ${override.label} of ${override.subject.name}`}
    >
      Confirm
    </Button>
  );
}
