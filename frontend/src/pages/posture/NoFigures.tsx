/** What a posture page says in place of charts of zeros. */
import { IconChartLine, IconSitemap } from "@tabler/icons-react";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";
import type { Scope } from "./figureTargets";

const DRAWING = { leftSection: <IconSitemap size={16} aria-hidden="true" /> };

export function NoFigures({ scope }: { scope: Scope }) {
  return scope.kind === "model" ? <NoModelFigures /> : <NoPortfolioFigures team={scope.team} />;
}

function NoModelFigures() {
  const { id: model, row } = useModel();
  if (row?.element_count) {
    return (
      <EmptyState
        icon={<IconChartLine size={20} />}
        title="No figures yet"
        action={
          <LinkButton to="/m/$model/architecture" params={{ model }} {...DRAWING}>
            Go to the architecture
          </LinkButton>
        }
      >
        Charts show threats, their fixes and coverage, day by day. Nothing that is drawn so far can
        be attacked: draw elements with data flows between them.
      </EmptyState>
    );
  }
  return (
    <EmptyModel>
      Charts show the threats of this model, their fixes and its coverage, day by day. They begin
      with the first element that is drawn or imported.
    </EmptyModel>
  );
}

function NoPortfolioFigures({ team }: { team: string | undefined }) {
  return (
    <EmptyState
      icon={<IconChartLine size={20} />}
      title="No figures yet"
      action={
        team ? (
          <LinkButton to="/t/$team" params={{ team }} {...DRAWING}>
            Go to models
          </LinkButton>
        ) : (
          <LinkButton to="/" {...DRAWING}>
            Go to models
          </LinkButton>
        )
      }
    >
      Charts show the threats of all models, their fixes and coverage, day by day. They begin with
      the first model in which something is drawn or imported.
    </EmptyState>
  );
}
