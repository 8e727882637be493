/** What the page says of a model without any element. */
import { Button } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";

export function NoElements() {
  const { id } = useModel();
  return (
    <EmptyState
      icon={<IconFileImport size={20} />}
      title="Nothing to attack yet"
      action={
        <Button component={Link} to={`/m/${id}/imports`}>
          Import files
        </Button>
      }
    >
      Import a compose file or Kubernetes manifests, or draw the architecture. Attack paths are
      computed after each analysis.
    </EmptyState>
  );
}
