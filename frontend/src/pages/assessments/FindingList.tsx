/** The findings of an assessment, a page at a time: alerts may be hundreds. */
import type { Assessment } from "@/api/types";
import { Pagination } from "@/ui/Pagination";
import { useListParams } from "@/ui/useListParams";
import classes from "./assessments.module.css";
import { FindingItem } from "./FindingItem";

const PAGE_SIZE = 25;
const KEEP = ["assessment"];

export function FindingList({ assessment }: { assessment: Assessment }) {
  const { findings } = assessment;
  const params = useListParams({ pageSize: PAGE_SIZE, keep: KEEP });
  // The last finding of the last page may have been deleted.
  const page = Math.min(params.page, Math.ceil(findings.length / PAGE_SIZE));
  const shown = findings.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  return (
    <>
      <ul className={classes.plainList} aria-label="Findings">
        {shown.map((finding) => (
          <FindingItem key={finding.id} assessment={assessment} finding={finding} />
        ))}
      </ul>
      <Pagination count={findings.length} params={{ ...params, page }} />
    </>
  );
}
