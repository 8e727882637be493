/** The report templates of the team: logo, classification and sections under a name. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { reportTemplatesQuery } from "@/entities/reports/queries";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { TemplateRow } from "./TemplateRow";

const TemplateDialog = lazyWithRetry(() => import("./TemplateDialog"));

export function ReportTemplates({ team, canEdit }: { team: string; canEdit: boolean }) {
  const query = useQuery(reportTemplatesQuery(team));
  const [adding, setAdding] = useState(false);
  const templates = query.data ?? [];
  return (
    <Section
      title="Report templates"
      description="Logo, classification line and sections that reports start with."
      actions={
        canEdit && (
          <Button variant="default" onClick={() => setAdding(true)}>
            Add template
          </Button>
        )
      }
      flush={templates.length > 0}
    >
      {query.error && <ErrorState error={query.error} size="compact" />}
      {query.data && templates.length === 0 && <span className={rows.muted}>No templates.</span>}
      {templates.map((template) => (
        <TemplateRow key={template.id} team={team} template={template} canEdit={canEdit} />
      ))}
      <Suspense>
        {adding && <TemplateDialog team={team} onClose={() => setAdding(false)} />}
      </Suspense>
    </Section>
  );
}
