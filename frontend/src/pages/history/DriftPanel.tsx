/** How far the architecture has moved from its approved version, now and at the latest import. */
import { useQuery } from "@tanstack/react-query";
import type { Drift } from "@/api/types";
import { driftQuery } from "@/entities/history/queries";
import { isSame, totalsInWords } from "@/model/labels/architectureDifferences";
import { APPROVED, LATEST_IMPORT, NOW } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";
import { LinkButton } from "@/ui/LinkButton";
import { RelativeTime } from "@/ui/RelativeTime";
import { Section } from "@/ui/Section";
import classes from "./versions.module.css";

export function DriftPanel() {
  const { id } = useModel();
  const { data } = useQuery(driftQuery(id));
  if (!data) return null;
  if (!data.approved || !data.counts) {
    return (
      <Section
        title="Drift"
        description="No version is approved yet. The approved version is the baseline: what differs from it is shown here."
      />
    );
  }
  const { version, by, at } = data.approved;
  return (
    <Section
      title="Drift"
      description={
        <>
          Since {version.name}, approved by {by?.name || by?.email || "a former member"},{" "}
          <RelativeTime at={at} />
        </>
      }
      actions={<Links drift={data} model={id} />}
    >
      <p className={classes.drift} data-same={isSame(data.counts) || undefined}>
        {isSame(data.counts) ? "Nothing has drifted." : totalsInWords(data.counts)}
      </p>
    </Section>
  );
}

function Links({ drift, model }: { drift: Drift; model: string }) {
  const { latest_import: latest, approved } = drift;
  const imported = latest && approved && latest.seq > approved.version.seq;
  const shared = { to: "/m/$model/history/compare", params: { model } } as const;
  return (
    <span className={classes.actions}>
      {imported && latest.seq !== drift.seq && (
        <LinkButton
          {...shared}
          search={{ before: APPROVED, after: LATEST_IMPORT }}
          variant="subtle"
          size="compact-sm"
        >
          At the latest import
        </LinkButton>
      )}
      <LinkButton
        {...shared}
        search={{ before: APPROVED, after: NOW, view: "threats" }}
        variant="subtle"
        size="compact-sm"
      >
        Threats since
      </LinkButton>
      <LinkButton
        {...shared}
        search={{ before: APPROVED, after: NOW }}
        variant="default"
        size="compact-sm"
      >
        See what differs
      </LinkButton>
    </span>
  );
}
