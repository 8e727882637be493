/** What a page says of a model in which nothing is drawn: what it will show, and the two ways to begin. */
import { IconFileImport, IconSitemap } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";

interface EmptyModelProps {
  /** What the page shows once something is drawn. */
  children: ReactNode;
  size?: "page" | "compact";
}

export function EmptyModel({ children, size = "page" }: EmptyModelProps) {
  const { canEdit } = useModel();
  return (
    <EmptyState
      size={size}
      icon={<IconSitemap size={20} />}
      title="Nothing is drawn yet"
      action={canEdit && <WaysToBegin />}
    >
      {children}
    </EmptyState>
  );
}

function WaysToBegin() {
  const { id: model } = useModel();
  return (
    <>
      <LinkButton
        to="/m/$model/architecture"
        params={{ model }}
        leftSection={<IconSitemap size={16} aria-hidden="true" />}
      >
        Draw the architecture
      </LinkButton>
      <LinkButton
        variant="default"
        to="/m/$model/imports"
        params={{ model }}
        leftSection={<IconFileImport size={16} aria-hidden="true" />}
      >
        Import files
      </LinkButton>
    </>
  );
}
