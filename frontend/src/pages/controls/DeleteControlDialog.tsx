/** Deletes a control of the team, once it was said what uses it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { ControlDetail } from "@/api/types";
import { controlQuery } from "@/entities/controls/queries";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/toast";
import classes from "./controls.module.css";

interface DeleteControlDialogProps {
  team: string;
  control: ControlDetail;
  onClose: () => void;
}

export default function DeleteControlDialog({ team, control, onClose }: DeleteControlDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/teams/{team}/controls/{control}/", {
          params: { path: { team, control: control.id } },
        }),
      ),
    onSuccess: async () => {
      toast.success("The control was deleted.");
      await navigate({ to: "/t/$team/controls", params: { team } });
      client.removeQueries({ queryKey: controlQuery(team, control.id).queryKey });
      await client.invalidateQueries({ queryKey: keys.team(team) });
    },
    onError: toast.error,
  });
  const blocked = control.rules.length > 0;
  return (
    <ConfirmDialog
      opened
      danger
      title="Delete this control?"
      confirmLabel="Delete control"
      blocked={blocked}
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      {blocked ? <NamedBy team={team} rules={control.rules} /> : <Consequence {...control} />}
    </ConfirmDialog>
  );
}

function NamedBy({ team, rules }: { team: string; rules: ControlDetail["rules"] }) {
  return (
    <>
      Rules of the team name it. Give them another control first:
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
  if (count === 0) return <>“{title}” is in use nowhere.</>;
  const many = count === 1 ? "1 mitigation applies" : `${count} mitigations apply`;
  return (
    <>
      {many} “{title}”. They stay, with their words, owners and states, and no longer lead to a
      control.
    </>
  );
}
