/** The title of a control, and what one may do with a control of the team. */
import { useQuery } from "@tanstack/react-query";
import { teamQuery } from "@/api/queries";
import type { ControlDetail } from "@/api/types";
import { WrittenByTeamTag } from "@/entities/badges/WrittenByTeamTag";
import { EntryActions } from "@/entities/library/EntryActions";
import { sentenceCase } from "@/model/labels/categories";
import { hasRole } from "@/session/roles";
import { ArticleHead } from "@/ui/ArticleHead";
import { lazyWithRetry } from "@/ui/codeLoading";
import classes from "./controls.module.css";

const DeleteControlDialog = lazyWithRetry(() => import("./DeleteControlDialog"));

interface ControlHeadProps {
  team: string;
  control: ControlDetail;
}

export function ControlHead({ team, control }: ControlHeadProps) {
  const role = useQuery(teamQuery(team)).data?.role;
  const own = control.origin === "team";
  return (
    <ArticleHead
      kind={
        <>
          <span className={classes.kind}>
            {sentenceCase(control.category)} control, {control.lifecycle}
          </span>
          {own && <WrittenByTeamTag />}
        </>
      }
      title={control.title}
      actions={
        hasRole(role, "approver") && (
          <EntryActions
            kind="control"
            team={team}
            entry={control}
            deleteDialog={(onClose) => (
              <DeleteControlDialog team={team} control={control} onClose={onClose} />
            )}
          />
        )
      }
    />
  );
}
