/** Shown for an address that leads nowhere, or to something that is not ours to see. */
import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../ui/EmptyState";
import { useTitle } from "../ui/Page";

export function NotFoundPage() {
  useTitle("Not found");
  return (
    <EmptyState
      icon={<IconMapOff size={20} />}
      title="There is nothing here"
      action={
        <Button component={Link} to="/">
          Go to your models
        </Button>
      }
    >
      The address is wrong, it was deleted, or it belongs to a team you are not a member of.
    </EmptyState>
  );
}
