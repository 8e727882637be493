/** The data of the account to take along, and the end of the account. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Section } from "@/ui/Section";

const DeleteAccountDialog = lazyWithRetry(() => import("./DeleteAccountDialog"));

export function DeleteAccount({ email }: { email: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Section
        title="Export"
        description="Profile, memberships, comments and decisions in your teams, as JSON."
        actions={
          <Button
            component="a"
            variant="default"
            href="/api/account/export/"
            download
            leftSection={<IconDownload size={16} aria-hidden="true" />}
          >
            Export account
          </Button>
        }
      />
      <Section
        tone="danger"
        title="Delete account"
        description="You leave all teams. What you did there stays, attributed to “Deleted account”."
        actions={
          <Button color="danger" onClick={() => setAsking(true)}>
            Delete account
          </Button>
        }
      />
      {asking && (
        <Suspense>
          <DeleteAccountDialog email={email} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
