/** Takes the place of the pages of a model that was deleted, or whose team somebody has left, while it was open. */
import { IconLock } from "@tabler/icons-react";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";
import { useTitle } from "@/ui/Page";

/** `lost` are the changes that were not saved before. */
export function AccessLostPage({ lost }: { lost: readonly string[] }) {
  useTitle("No longer open to you");
  return (
    <div role="alert">
      <EmptyState
        heading="h1"
        tone="bad"
        icon={<IconLock size={20} />}
        title="This model is no longer open to you"
        action={<LinkButton to="/">Go to your models</LinkButton>}
      >
        It was deleted, or you are no longer a member of its team; ask an owner of the team.
        {lost.length > 0 && ` Not saved any more: ${lostWords(lost)}.`}
      </EmptyState>
    </div>
  );
}

const NAMED = 5;

function lostWords(lost: readonly string[]): string {
  const named = lost.slice(0, NAMED).map((label) => `\u201c${label}\u201d`);
  const rest = lost.length - named.length;
  return [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}
