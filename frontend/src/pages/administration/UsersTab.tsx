/** Everybody with an account: when they signed in, their teams, and what can be done about them. */
import { useQuery } from "@tanstack/react-query";
import type { UserRow } from "@/api/types";
import { roleLabel } from "@/session/roles";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import { RelativeTime } from "@/ui/RelativeTime";
import type { Column } from "@/ui/tableColumn";
import { useListParams } from "@/ui/useListParams";
import classes from "./administration.module.css";
import { usersQuery } from "./queries";
import { UserMenu } from "./UserMenu";

const KEPT = ["tab"];

const FILTERS = [
  {
    id: "is_active",
    label: "Status",
    single: true,
    options: [
      { value: "true", label: "Active" },
      { value: "false", label: "Disabled" },
    ],
  },
  {
    id: "is_superuser",
    label: "Role",
    single: true,
    options: [{ value: "true", label: "Administrator" }],
  },
];

const COLUMNS: readonly Column<UserRow>[] = [
  {
    id: "name",
    header: "Account",
    sort: "email",
    card: "title",
    cell: (user) => <Account user={user} />,
  },
  {
    id: "last",
    header: "Last sign-in",
    sort: "last_login",
    width: "150px",
    cell: (user) => <RelativeTime at={user.last_login} />,
  },
  { id: "mfa", header: "Two-factor", width: "110px", cell: (user) => (user.mfa ? "On" : "Off") },
  {
    id: "teams",
    header: "Teams",
    cell: (user) => (
      <span className={classes.muted}>
        {user.teams.map(({ name, role }) => `${name} (${roleLabel(role)})`).join(", ") || "None"}
      </span>
    ),
  },
  {
    id: "actions",
    header: "Actions",
    headerHidden: true,
    card: "corner",
    width: "56px",
    align: "end",
    cell: (user) => <UserMenu user={user} />,
  },
];

export function UsersTab() {
  const params = useListParams({ keep: KEPT });
  const query = useQuery(usersQuery(params.query));
  return (
    <>
      <FilterBar params={params} filters={FILTERS} searchLabel="Search name or email" />
      <DataTable
        label="Users"
        columns={COLUMNS}
        query={query}
        params={params}
        rowKey={(user) => user.id}
        empty={<EmptyState title="No users" />}
      />
    </>
  );
}

function Account({ user }: { user: UserRow }) {
  return (
    <span className={classes.account}>
      <span className={classes.name}>
        {user.name}
        {!user.is_active && <span className={classes.mark}>Disabled</span>}
        {user.is_administrator && <span className={classes.mark}>Administrator</span>}
      </span>
      <span className={classes.muted}>{user.email}</span>
    </span>
  );
}
