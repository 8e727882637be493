/** Who is in the team, and who is invited. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { teamQuery } from "@/api/queries";
import { hasRole } from "@/session/roles";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { MemberTable } from "./MemberTable";

const InvitationList = lazyWithRetry(() => import("./InvitationList"));
const InviteDialog = lazyWithRetry(() => import("./InviteDialog"));

export default function MembersPage() {
  const { team } = useParams({ from: "/app/t/$team/members" });
  const row = useQuery(teamQuery(team)).data;
  const [inviting, { open, close }] = useDisclosure(false);
  const owner = hasRole(row?.role, "owner");
  return (
    <Page title="Members">
      <PageHeader
        title="Members"
        meta={row?.member_count}
        description="Members see every model of the team. What they may change depends on their role."
        actions={
          owner && (
            <Button leftSection={<IconUserPlus size={16} aria-hidden="true" />} onClick={open}>
              Invite
            </Button>
          )
        }
      />
      <MemberTable team={team} owner={owner} />
      {owner && (
        <Suspense>
          <InvitationList team={team} />
        </Suspense>
      )}
      {inviting && (
        <Suspense>
          <InviteDialog team={team} onClose={close} />
        </Suspense>
      )}
    </Page>
  );
}
