/** Shown for an address that leads nowhere, or to something that is not ours to see. */

import { IconMapOff } from "@tabler/icons-react";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";
import { InsideMain } from "@/ui/Main";
import { useTitle } from "@/ui/Page";

export function NotFoundPage() {
  useTitle("Not found");
  return (
    <InsideMain>
      <EmptyState
        heading="h1"
        icon={<IconMapOff size={20} />}
        title="There is nothing here"
        action={<LinkButton to="/">Go to your models</LinkButton>}
      >
        The address is wrong, it was deleted, or it belongs to a team you are not a member of.
      </EmptyState>
    </InsideMain>
  );
}
