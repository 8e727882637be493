/** The pages of the open model, with what waits on each. */
import {
  IconAlertTriangle,
  IconCards,
  IconChartLine,
  IconClipboardCheck,
  IconColumns3,
  IconFileDatabase,
  IconFileImport,
  IconFileText,
  IconGavel,
  IconGridDots,
  IconHelpCircle,
  IconHistory,
  IconListNumbers,
  IconRobot,
  IconRoute,
  IconShieldCheck,
  IconSitemap,
  IconUrgent,
  type TablerIcon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { isTransient } from "@/api/errors";
import { modelQuery } from "@/api/queries";
import type { ModelRow } from "@/api/types";
import { proposalCountsQuery } from "@/entities/proposals/queries";
import { totalCount } from "@/model/graph/severity";
import { useShortcut } from "@/ui/useShortcut";
import { NavLink } from "./NavLink";
import classes from "./Sidebar.module.css";

interface Entry {
  to:
    | "/m/$model/architecture"
    | "/m/$model/data"
    | "/m/$model/analysis"
    | "/m/$model/threats"
    | "/m/$model/attack-paths"
    | "/m/$model/mitigations"
    | "/m/$model/questions"
    | "/m/$model/proposals"
    | "/m/$model/coverage"
    | "/m/$model/posture"
    | "/m/$model/pasta"
    | "/m/$model/linddun-go"
    | "/m/$model/review"
    | "/m/$model/response"
    | "/m/$model/assessments"
    | "/m/$model/history"
    | "/m/$model/reports"
    | "/m/$model/imports";
  label: string;
  icon: TablerIcon;
  keys: string;
  badge?: (row: ModelRow) => number;
  badgeLabel?: string;
}

const ENTRIES: readonly Entry[] = [
  { to: "/m/$model/architecture", label: "Architecture", icon: IconSitemap, keys: "g a" },
  { to: "/m/$model/data", label: "Data", icon: IconFileDatabase, keys: "g s" },
  { to: "/m/$model/analysis", label: "Analysis", icon: IconColumns3, keys: "g n" },
  {
    to: "/m/$model/threats",
    label: "Threats",
    icon: IconAlertTriangle,
    keys: "g t",
    badge: (row) => totalCount(row.threats),
    badgeLabel: "open threats",
  },
  { to: "/m/$model/attack-paths", label: "Attack paths", icon: IconRoute, keys: "g k" },
  {
    to: "/m/$model/mitigations",
    label: "Mitigations",
    icon: IconShieldCheck,
    keys: "g m",
    badge: (row) => row.mitigations.open,
    badgeLabel: "open mitigations",
  },
  {
    to: "/m/$model/questions",
    label: "Questions",
    icon: IconHelpCircle,
    keys: "g q",
    badge: (row) => row.questions_open,
    badgeLabel: "open questions",
  },
  {
    to: "/m/$model/proposals",
    label: "Proposals",
    icon: IconRobot,
    keys: "g z",
    badgeLabel: "pending proposals",
  },
  { to: "/m/$model/coverage", label: "Coverage", icon: IconGridDots, keys: "g c" },
  { to: "/m/$model/posture", label: "Posture", icon: IconChartLine, keys: "g b" },
  { to: "/m/$model/pasta", label: "PASTA", icon: IconListNumbers, keys: "g p" },
  { to: "/m/$model/linddun-go", label: "LINDDUN GO", icon: IconCards, keys: "g l" },
  { to: "/m/$model/review", label: "Review", icon: IconGavel, keys: "g v" },
  { to: "/m/$model/response", label: "Response", icon: IconUrgent, keys: "g f" },
  {
    to: "/m/$model/assessments",
    label: "Assessments",
    icon: IconClipboardCheck,
    keys: "g u",
  },
  { to: "/m/$model/reports", label: "Reports", icon: IconFileText, keys: "g y" },
  { to: "/m/$model/imports", label: "Imports", icon: IconFileImport, keys: "g i" },
  { to: "/m/$model/history", label: "History", icon: IconHistory, keys: "g h" },
];

export function ModelNavigation({ model, folded }: { model: string; folded: boolean }) {
  const { data: row, error } = useQuery(modelQuery(model));
  const proposals = useProposalCount(model);
  // A server that does not answer takes nothing away.
  if (error && !isTransient(error)) return null;
  return (
    <nav className={classes.section} aria-label="Model">
      {!folded && (
        <div className={classes.heading} title={row?.name}>
          <span>{row?.name ?? "Model"}</span>
        </div>
      )}
      <ul className={classes.list}>
        {ENTRIES.filter((entry) => entry.to !== PROPOSALS || proposals !== null).map((entry) => (
          <ModelLink
            key={entry.to}
            entry={entry}
            model={model}
            badge={entry.to === PROPOSALS ? proposals : row && entry.badge?.(row)}
            folded={folded}
          />
        ))}
      </ul>
    </nav>
  );
}

const PROPOSALS = "/m/$model/proposals";

/** How many proposals wait; null while there was none ever, as for teams that use no agents. */
function useProposalCount(model: string): number | null {
  const counts = useQuery(proposalCountsQuery(model)).data;
  return counts && counts.pending + counts.ended > 0 ? counts.pending : null;
}

interface ModelLinkProps {
  entry: Entry;
  model: string;
  badge: number | null | undefined;
  folded: boolean;
}

function ModelLink({ entry, model, badge, folded }: ModelLinkProps) {
  const navigate = useNavigate();
  const link = { to: entry.to, params: { model } };
  useShortcut({
    keys: entry.keys,
    label: entry.label,
    group: "Go to",
    run: () => void navigate(link),
  });
  return (
    <NavLink
      link={link}
      label={entry.label}
      icon={entry.icon}
      folded={folded}
      badge={badge ?? undefined}
      badgeLabel={entry.badgeLabel ?? ""}
    />
  );
}
