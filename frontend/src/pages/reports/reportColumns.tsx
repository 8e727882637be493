/** The columns of the list of reports. */
import { Progress } from "@mantine/core";
import type { ReportOptions, ReportRow } from "@/api/types";
import { formatBytes } from "@/entities/imports/importFiles";
import { isMade } from "@/entities/reports/madeReport";
import { RelativeTime } from "@/ui/RelativeTime";
import type { Column } from "@/ui/tableColumn";
import { calendarDay } from "@/ui/time";
import { ReportActions } from "./ReportActions";
import { contentsText, stageText, stateText } from "./reportLabels";
import classes from "./reports.module.css";

interface ReportColumnsProps {
  model: string;
  formats: ReportOptions["formats"];
  canEdit: boolean;
}

export function reportColumns(props: ReportColumnsProps): readonly Column<ReportRow>[] {
  const labels = new Map(props.formats.map(({ id, label }) => [id, label]));
  return [
    {
      id: "report",
      header: "Report",
      card: "title",
      cell: (report) => (
        <>
          {labels.get(report.format) ?? report.format}
          <span className={classes.detail}>
            {contentsText(report)}
            {report.classification && ` · ${report.classification}`}
          </span>
        </>
      ),
    },
    {
      id: "state",
      header: "State",
      width: "250px",
      cell: (report) => <State report={report} />,
    },
    {
      id: "created",
      header: "Created",
      width: "190px",
      cell: (report) => (
        <div>
          <RelativeTime at={report.created_at} />
          <span className={classes.detail}>{personText(report)}</span>
        </div>
      ),
    },
    {
      id: "size",
      header: "Size",
      width: "90px",
      align: "end",
      from: "md",
      cell: ({ size_bytes }) => (size_bytes === null ? "—" : formatBytes(size_bytes)),
    },
    {
      id: "expires",
      header: "Expires",
      width: "130px",
      from: "md",
      cell: ({ expires_at }) => (expires_at ? calendarDay(expires_at) : "never"),
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "190px",
      align: "end",
      card: "plain",
      cell: (report) => <ReportActions {...props} report={report} labels={labels} />,
    },
  ];
}

function State({ report }: { report: ReportRow }) {
  if (report.state === "failed")
    return <span className={classes.fault}>{report.message || "It could not be made."}</span>;
  if (report.state === "canceled") return <>Canceled</>;
  if (isMade(report))
    return (
      <>
        {stateText(report)}
        {report.message && <span className={classes.detail}>{report.message}</span>}
      </>
    );
  const stage = stageText(report);
  return (
    <div className={classes.making}>
      <span role="status">{stage}</span>
      <Progress
        value={Math.max(report.progress, 2)}
        size={6}
        aria-label="Progress of the report"
        animated={false}
      />
    </div>
  );
}

function personText({ requested_by }: ReportRow): string {
  return requested_by ? requested_by.name || requested_by.email : "A former member";
}
