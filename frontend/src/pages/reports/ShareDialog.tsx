/** Links with which people without an account download one report. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { messageOf } from "@/api/errors";
import type { ReportLink, ReportRow } from "@/api/types";
import { reportOptionsQuery } from "@/entities/reports/queries";
import { ErrorState } from "@/ui/ErrorState";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { calendarDay } from "@/ui/time";
import { toast } from "@/ui/toast";
import { NewLink } from "./NewLink";
import { reportLinksQuery, reportsKey } from "./queries";
import classes from "./reports.module.css";

const DAYS = [1, 7, 14, 30, 90];
const USUAL_DAYS = 14;

interface ShareDialogProps {
  model: string;
  report: ReportRow;
  onClose: () => void;
}

export default function ShareDialog({ model, report, onClose }: ShareDialogProps) {
  const links = useQuery(reportLinksQuery(model, report.id));
  const most = useQuery(reportOptionsQuery()).data?.link_days_most ?? USUAL_DAYS;
  const [days, setDays] = useState(USUAL_DAYS);
  const [opened] = useState(Date.now);
  const { create, revoke } = useLinks(model, report.id);
  const holding = (links.data ?? []).filter(
    (link) => link.revoked_at === null && Date.parse(link.expires_at) > opened,
  );
  return (
    <Modal opened onClose={onClose} title="Share by link">
      <div className={forms.form}>
        <p className={classes.note}>
          Whoever has the link can download this report, without an account, until the link expires
          or is revoked. Nothing else of the model is shown.
        </p>
        {create.data ? (
          <NewLink address={`${window.location.origin}${create.data.address}`} />
        ) : (
          <div className={classes.newLink}>
            <NativeSelect
              label="Expires after"
              data={DAYS.filter((one) => one <= most).map((one) => ({
                value: String(one),
                label: one === 1 ? "1 day" : `${one} days`,
              }))}
              value={String(days)}
              onChange={(event) => setDays(Number(event.currentTarget.value))}
            />
            <Button loading={create.isPending} onClick={() => create.mutate(days)}>
              Create link
            </Button>
          </div>
        )}
        {create.error && (
          <div className={forms.fault} role="alert">
            {messageOf(create.error)}
          </div>
        )}
        {links.error && <ErrorState error={links.error} size="compact" />}
        {holding.length > 0 && (
          <ul className={classes.links} aria-label="Links">
            {holding.map((link) => (
              <LinkItem key={link.id} link={link} onRevoke={() => revoke.mutate(link)} />
            ))}
          </ul>
        )}
      </div>
    </Modal>
  );
}

function LinkItem({ link, onRevoke }: { link: ReportLink; onRevoke: () => void }) {
  const maker = link.created_by?.name || link.created_by?.email || "a former member";
  return (
    <li className={classes.link}>
      <span className={rows.rowMain}>
        Expires on {calendarDay(link.expires_at)}
        <span className={rows.detail}>
          Created by {maker} <RelativeTime at={link.created_at} /> ·{" "}
          {link.downloads === 1 ? "1 download" : `${link.downloads} downloads`}
        </span>
      </span>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}

function useLinks(model: string, report: string) {
  const client = useQueryClient();
  const path = { model, report };
  const shared = { onSettled: () => client.invalidateQueries({ queryKey: reportsKey(model) }) };
  const create = useMutation({
    mutationFn: (days: number) =>
      unwrap(
        api.POST("/api/models/{model}/reports/{report}/links/", {
          params: { path },
          body: { days },
        }),
      ),
    ...shared,
  });
  const revoke = useMutation({
    mutationFn: ({ id }: ReportLink) =>
      unwrap(
        api.DELETE("/api/models/{model}/reports/{report}/links/{link}/", {
          params: { path: { ...path, link: id } },
        }),
      ),
    onSuccess: (_answer, { id }) => {
      if (create.data?.link.id === id) create.reset();
      toast.success("The link was revoked.");
    },
    onError: toast.error,
    ...shared,
  });
  return { create, revoke };
}
