/** Deletes a control of the team, once it was said what uses it. */
import { Link } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import type { ControlDetail } from "@/api/types";
import { controlQuery } from "@/entities/controls/queries";
import { DeleteEntryDialog } from "@/entities/library/DeleteEntryDialog";
import classes from "./controls.module.css";

interface DeleteControlDialogProps {
  team: string;
  control: ControlDetail;
  onClose: () => void;
}

export default function DeleteControlDialog({ team, control, onClose }: DeleteControlDialogProps) {
  const path = { team, control: control.id };
  const blocked = control.rules.length > 0;
  return (
    <DeleteEntryDialog
      kind="control"
      team={team}
      queryKey={controlQuery(team, control.id).queryKey}
      remove={() =>
        unwrap(api.DELETE("/api/teams/{team}/controls/{control}/", { params: { path } }))
      }
      blocked={blocked}
      onClose={onClose}
    >
      {blocked ? <NamedBy team={team} rules={control.rules} /> : <Consequence {...control} />}
    </DeleteEntryDialog>
  );
}

function NamedBy({ team, rules }: { team: string; rules: ControlDetail["rules"] }) {
  return (
    <>
      Rules of the team use it. Give them another control first:
      <ul className={classes.named}>
        {rules.map((rule) => (
          <li key={rule.id}>
            <Link to="/t/$team/rules/$rule/edit" params={{ team, rule: rule.id }}>
              {rule.title}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Consequence({ title, mitigation_count: count }: ControlDetail) {
  if (count === 0) return <>“{title}” is not in use.</>;
  const many = count === 1 ? "1 mitigation applies" : `${count} mitigations apply`;
  return (
    <>
      {many} “{title}”. They keep their text, owner and status, and no longer link to a control.
    </>
  );
}
