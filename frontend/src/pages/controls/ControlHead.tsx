/** The title of a control, and what one may do with a control of the team. */
import { Button } from "@mantine/core";
import { IconCopy, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { teamQuery } from "@/api/queries";
import type { ControlDetail } from "@/api/types";
import { TeamTag } from "@/entities/badges/TeamTag";
import { sentenceCase } from "@/model/labels/categories";
import { hasRole } from "@/session/session";
import { ArticleHead } from "@/ui/ArticleHead";
import { LinkButton } from "@/ui/LinkButton";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import classes from "./controls.module.css";

const DeleteControlDialog = lazyWithRetry(() => import("./DeleteControlDialog"));

interface ControlHeadProps {
  team: string;
  control: ControlDetail;
}

export function ControlHead({ team, control }: ControlHeadProps) {
  const role = useQuery(teamQuery(team)).data?.role;
  const own = control.origin === "team";
  const actions = own ? (
    <OwnActions team={team} control={control} />
  ) : (
    <CopyControl team={team} control={control} />
  );
  return (
    <ArticleHead
      kind={
        <>
          <span className={classes.kind}>
            {sentenceCase(control.category)} control, {control.lifecycle}
          </span>
          {own && <TeamTag />}
        </>
      }
      title={control.title}
      actions={hasRole(role, "approver") && actions}
    />
  );
}

function CopyControl({ team, control }: ControlHeadProps) {
  return (
    <LinkButton
      variant="default"
      size="xs"
      leftSection={<IconCopy size={14} aria-hidden="true" />}
      to="/t/$team/controls/new"
      params={{ team }}
      search={{ from: control.id }}
    >
      Copy for this team
    </LinkButton>
  );
}

function OwnActions({ team, control }: ControlHeadProps) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <LinkButton
        variant="default"
        size="xs"
        leftSection={<IconPencil size={14} aria-hidden="true" />}
        to="/t/$team/controls/$control/edit"
        params={{ team, control: control.id }}
      >
        Edit
      </LinkButton>
      <Button variant="subtle" color="danger" size="xs" onClick={() => setDeleting(true)}>
        Delete
      </Button>
      {deleting && (
        <Suspense>
          <DeleteControlDialog team={team} control={control} onClose={() => setDeleting(false)} />
        </Suspense>
      )}
    </>
  );
}
