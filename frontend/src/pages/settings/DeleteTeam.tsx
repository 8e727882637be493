/** The data of the team to take along, and the end of the team; for its owners. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { Team } from "@/api/types";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Section } from "@/ui/Section";

const DeleteTeamDialog = lazyWithRetry(() => import("./DeleteTeamDialog"));

export function DeleteTeam({ team }: { team: Team }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Section
        title="Export"
        description="Members, rules, controls, and all models with their threats, decisions and history, as JSON."
        actions={
          <Button
            component="a"
            variant="default"
            href={`/api/teams/${team.id}/export/`}
            download
            leftSection={<IconDownload size={16} aria-hidden="true" />}
          >
            Export team
          </Button>
        }
      />
      <Section
        tone="danger"
        title="Delete team"
        description="All members lose access at once. An administrator can restore it for 30 days."
        actions={
          <Button color="danger" onClick={() => setAsking(true)}>
            Delete team
          </Button>
        }
      />
      {asking && (
        <Suspense>
          <DeleteTeamDialog team={team} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
