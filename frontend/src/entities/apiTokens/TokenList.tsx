/** API tokens: what each allows, where, until when, and how to revoke it. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiToken } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { calendarDay } from "@/ui/time";
import { toast } from "@/ui/toast";
import { toolCount } from "./agentTools";
import { isActive, scopesLabel } from "./tokenScopes";
import classes from "./tokens.module.css";

interface TokenListProps {
  tokens: readonly ApiToken[];
  /** Whose each is, for the owners of a team; else in which team. */
  showOwner: boolean;
  revoke: (token: ApiToken) => Promise<unknown>;
}

export function TokenList({ tokens, showOwner, revoke }: TokenListProps) {
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const end = useMutation({
    mutationFn: revoke,
    onSuccess: (_answer, token) => {
      setRevoking(null);
      toast.success(`${token.name} was revoked.`);
    },
    onError: toast.error,
  });
  return (
    <>
      {tokens.map((token) => (
        <TokenRow
          key={token.id}
          token={token}
          showOwner={showOwner}
          onRevoke={() => setRevoking(token)}
        />
      ))}
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        onConfirm={() => revoking && end.mutate(revoking)}
        title="Revoke token"
        confirmLabel="Revoke token"
        danger
        pending={end.isPending}
      >
        Programs that use {revoking?.name} are refused from now on. This can't be undone.
      </ConfirmDialog>
    </>
  );
}

interface TokenRowProps {
  token: ApiToken;
  showOwner: boolean;
  onRevoke: () => void;
}

function TokenRow({ token, showOwner, onRevoke }: TokenRowProps) {
  const active = isActive(token, Date.now());
  const place =
    token.model?.name ?? (showOwner ? "All models" : `All models of ${token.team.name}`);
  const details = [showOwner && token.owner.name, scopesLabel(token.scopes), place];
  return (
    <div className={rows.row}>
      <div className={rows.rowMain}>
        {token.name} <code className={rows.muted}>{token.hint}…</code>
        <span className={rows.detail}>{details.filter(Boolean).join(" · ")}</span>
        <span className={rows.detail}>
          {token.revoked_at ? "Revoked " : active ? "Expires " : "Expired "}
          {calendarDay(token.revoked_at ?? token.expires_at)}
          {token.last_used_at ? " · Last used " : " · Never used"}
          {token.last_used_at && <RelativeTime at={token.last_used_at} />}
        </span>
        {token.tools.length > 0 && <Tools token={token} />}
      </div>
      {active && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-label={`Revoke ${token.name}`}
          onClick={onRevoke}
        >
          Revoke
        </Button>
      )}
    </div>
  );
}

/** Which tools an agent may use with the token, and how often one was. */
function Tools({ token }: { token: ApiToken }) {
  const calls = token.tool_calls;
  return (
    <details className={classes.tools}>
      <summary>
        {toolCount(token)}
        {calls > 0 && `, ${calls.toLocaleString("en-US")} ${calls === 1 ? "call" : "calls"}`}
      </summary>
      <code className={classes.names}>{token.tools.join(", ")}</code>
    </details>
  );
}
