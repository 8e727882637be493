/** What agents propose for the model: what waits for a person, and what was decided. */
import { SegmentedControl } from "@mantine/core";
import { useModel } from "@/session/useModel";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { ProposalTable } from "./ProposalTable";
import classes from "./proposals.module.css";
import { useProposalFilterDefinitions } from "./useProposalFilterDefinitions";
import { useProposalList } from "./useProposalList";

export default function ProposalsPage() {
  const { row } = useModel();
  const list = useProposalList();
  const { params, decided, setDecided, counts } = list;
  const filters = useProposalFilterDefinitions(list);
  return (
    <Page title="Proposals">
      <PageHeader
        title="Proposals"
        meta={counts && `${counts.pending.toLocaleString("en-US")} pending`}
        description="Answers, mitigations and flows that agents suggest. Nothing of them is in the model until a person accepts it."
      />
      <SegmentedControl
        className={classes.switch}
        size="xs"
        aria-label="Pending or decided proposals"
        value={decided ? "decided" : "pending"}
        onChange={(next) => setDecided(next === "decided")}
        data={[
          { value: "pending", label: "Pending" },
          { value: "decided", label: "Decided" },
        ]}
      />
      <FilterBar params={params} filters={filters} searchLabel="Search agent, reason or name" />
      <ProposalTable label={row ? `Proposals for ${row.name}` : "Proposals"} list={list} />
    </Page>
  );
}
