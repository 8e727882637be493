/** The members of a team; owners change roles and remove people. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconUserMinus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Suspense, useMemo, useState } from "react";
import { membersQuery } from "@/api/queries";
import type { Member, Role } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { ROLE_OPTIONS, roleLabel } from "@/session/roles";
import { useSession } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import { RelativeTime } from "@/ui/RelativeTime";
import type { Column } from "@/ui/tableColumn";
import { useListParams } from "@/ui/useListParams";
import classes from "./MemberTable.module.css";
import { RoleSelect } from "./RoleSelect";
import { useSetRole } from "./useSetRole";

const RemoveMemberDialog = lazyWithRetry(() => import("./RemoveMemberDialog"));

const FILTERS = [
  {
    id: "role",
    label: "Role",
    options: ROLE_OPTIONS,
    single: true,
  },
];

const SECOND_FACTOR: Column<Member> = {
  id: "second-factor",
  header: "Two-factor",
  width: "110px",
  cell: (member) => (member.second_factor ? "On" : "Off"),
};

const JOINED: Column<Member> = {
  id: "joined",
  header: "Joined",
  sort: "created_at",
  width: "160px",
  from: "md",
  cell: (member) => <RelativeTime at={member.created_at} />,
};

export function MemberTable({ team, owner }: { team: string; owner: boolean }) {
  const { user } = useSession();
  const params = useListParams();
  const query = useQuery({
    ...membersQuery(team, params.query),
    placeholderData: keepPreviousData,
  });
  const setRole = useSetRole(team);
  const [leaving, setLeaving] = useState<Member | null>(null);

  const columns = useMemo(
    () => columnsOf({ owner, me: user?.id, setRole: setRole.mutate, onRemove: setLeaving }),
    [owner, user?.id, setRole.mutate],
  );

  return (
    <>
      <FilterBar params={params} searchLabel="Search members" filters={FILTERS} />
      <DataTable
        label="Members"
        columns={columns}
        query={query}
        params={params}
        rowKey={(member) => member.id}
        empty={<EmptyState title="No members yet" />}
      />
      {leaving && (
        <Suspense>
          <RemoveMemberDialog
            team={team}
            member={leaving}
            self={leaving.user.id === user?.id}
            onClose={() => setLeaving(null)}
          />
        </Suspense>
      )}
    </>
  );
}

interface ColumnOptions {
  owner: boolean;
  /** Id of the person who looks. */
  me: string | undefined;
  setRole: (change: { member: string; role: Role }) => void;
  onRemove: (member: Member) => void;
}

function columnsOf({ owner, me, setRole, onRemove }: ColumnOptions): Column<Member>[] {
  const name: Column<Member> = {
    id: "name",
    header: "Name",
    sort: "name",
    card: "title",
    cell: (member) => <MemberName member={member} you={member.user.id === me} />,
  };
  const role: Column<Member> = {
    id: "role",
    header: "Role",
    sort: "role",
    width: "180px",
    cell: (member) =>
      owner ? (
        <RoleSelect
          name={`Role of ${member.user.name}`}
          value={member.role}
          onChange={(chosen) => setRole({ member: member.id, role: chosen })}
        />
      ) : (
        roleLabel(member.role)
      ),
  };
  const actions: Column<Member> = {
    id: "actions",
    header: "Actions",
    headerHidden: true,
    card: "corner",
    width: "56px",
    align: "end",
    cell: (member) =>
      owner || member.user.id === me ? (
        <RemoveButton member={member} self={member.user.id === me} onRemove={onRemove} />
      ) : null,
  };
  return [name, role, ...(owner ? [SECOND_FACTOR] : []), JOINED, actions];
}

interface RemoveButtonProps {
  member: Member;
  self: boolean;
  onRemove: (member: Member) => void;
}

function RemoveButton({ member, self, onRemove }: RemoveButtonProps) {
  const label = self ? "Leave the team" : `Remove ${member.user.name}`;
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => onRemove(member)}>
        <IconUserMinus size={16} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}

function MemberName({ member, you }: { member: Member; you: boolean }) {
  return (
    <span className={classes.member}>
      <PersonAvatar person={member.user} size={28} />
      <span className={classes.words}>
        <span className={classes.name}>
          {member.user.name || member.user.email}
          {you && <span className={classes.you}>You</span>}
        </span>
        <span className={classes.mail}>{member.user.email}</span>
      </span>
    </span>
  );
}
