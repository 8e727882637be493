/** Shown in place of an empty list of threats. */
import { Button } from "@mantine/core";
import { IconShieldCheck, IconShieldQuestion } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { EmptyState } from "@/ui/EmptyState";

interface NoThreatsProps {
  model: string;
  /** Whether there is any element. */
  filled: boolean;
  /** How many threats depend on missing facts. */
  possible: number;
}

export function NoThreats({ model, filled, possible }: NoThreatsProps) {
  if (filled) {
    return (
      <EmptyState
        icon={<IconShieldCheck size={20} />}
        title="No threats found"
        action={
          possible > 0 && (
            <Button
              component={Link}
              to={`/m/${model}/threats`}
              search={{ certainty: "possible" } as never}
            >
              Show {possible.toLocaleString("en-US")} possible
            </Button>
          )
        }
      >
        No rule applies to the facts of this model. Missing facts may still raise threats.
      </EmptyState>
    );
  }
  return (
    <EmptyModel>After each change, what is drawn or imported is analyzed for threats.</EmptyModel>
  );
}

export function NothingPossible({ filled }: Pick<NoThreatsProps, "filled">) {
  if (!filled)
    return (
      <EmptyModel>What a rule cannot decide, as a fact is missing, is listed here.</EmptyModel>
    );
  return (
    <EmptyState icon={<IconShieldQuestion size={20} />} title="No possible threats">
      No rule depends on an answer. New elements and imports may add possible threats.
    </EmptyState>
  );
}
