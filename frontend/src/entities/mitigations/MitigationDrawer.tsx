/** One mitigation in full: its text, who has it, what it treats and what happened to it. */

import { useQuery } from "@tanstack/react-query";
import { Drawer } from "@/ui/Drawer";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./drawer.module.css";
import { MitigationDetail } from "./MitigationDetail";
import { MitigationSkeleton } from "./MitigationSkeleton";
import { mitigationQuery } from "./queries";

interface MitigationDrawerProps {
  model: string;
  number: number;
  onClose: () => void;
}

export default function MitigationDrawer({ model, number, onClose }: MitigationDrawerProps) {
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={<span className={classes.number}>M{number}</span>}
    >
      <Body model={model} number={number} onClose={onClose} key={number} />
    </Drawer>
  );
}

function Body({ model, number, onClose }: { model: string; number: number; onClose: () => void }) {
  const { data, error, refetch } = useQuery(mitigationQuery(model, number));
  if (error && !data)
    return <ErrorState error={error} size="compact" onRetry={() => void refetch()} />;
  if (!data) return <MitigationSkeleton />;
  return <MitigationDetail mitigation={data} onDeleted={onClose} />;
}
