/** Takes the place of a team's pages while its member lacks the second factor that the team asks for. */
import { IconShieldLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { isSecondFactorMissing } from "@/api/errors";
import { modelQuery } from "@/api/queries";
import { useSession } from "@/session/session";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";
import { useTitle } from "@/ui/Page";

export function SecondFactorGate({ children }: { children: ReactNode }) {
  const { teams } = useSession();
  const { team, model } = useParams({ strict: false }) as { team?: string; model?: string };
  const query = useQuery({ ...modelQuery(model ?? ""), enabled: Boolean(model) });
  const asked = team ?? query.data?.team.id;
  const row = teams.find((one) => one.id === asked || one.slug === asked);
  if (row?.locked || isSecondFactorMissing(query.error)) return <SecondFactorPage />;
  return children;
}

function SecondFactorPage() {
  useTitle("Two-factor authentication required");
  return (
    <EmptyState
      heading="h1"
      icon={<IconShieldLock size={20} />}
      title="This team requires two-factor authentication"
      action={<LinkButton to="/account">Set it up in your account</LinkButton>}
    >
      Use a passkey, a security key or an authenticator app. As soon as one is set up, the team's
      models open again; changes that were not sent yet are kept.
    </EmptyState>
  );
}
