/** One acceptance in full: what was asked and decided, its threats with their facts then and now, and what one may do. */
import { useQuery } from "@tanstack/react-query";
import { Drawer } from "@/ui/Drawer";
import { ErrorState } from "@/ui/ErrorState";
import { PagePending } from "@/ui/PagePending";
import { AcceptanceActions } from "./AcceptanceActions";
import { AcceptanceTerms } from "./AcceptanceTerms";
import { AcceptedThreats } from "./AcceptedThreats";
import classes from "./acceptances.module.css";
import { acceptanceQuery } from "./queries";

interface AcceptanceDrawerProps {
  team: string;
  model: string;
  number: number;
  /** Where no live connection tells of changes. */
  pollMs?: number;
  onClose: () => void;
}

export default function AcceptanceDrawer({ number, onClose, ...where }: AcceptanceDrawerProps) {
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={600}
      title={<span className={classes.number}>A{number}</span>}
    >
      <Body {...where} number={number} key={`${where.model} ${number}`} />
    </Drawer>
  );
}

function Body({ team, model, number, pollMs }: Omit<AcceptanceDrawerProps, "onClose">) {
  const { data, error, refetch } = useQuery(acceptanceQuery(model, number, pollMs));
  if (error && !data)
    return <ErrorState error={error} size="compact" onRetry={() => void refetch()} />;
  if (!data) return <PagePending />;
  return (
    <div className={classes.body}>
      <AcceptanceTerms acceptance={data} />
      <AcceptanceActions team={team} acceptance={data} />
      <AcceptedThreats acceptance={data} />
    </div>
  );
}
