/** Which part of a list is shown, and the way to the rest. */
import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import classes from "./Pagination.module.css";
import type { ListParams } from "./useListParams";

const number = new Intl.NumberFormat("en-US");

interface PaginationProps {
  count: number;
  params: Pick<ListParams, "page" | "pageSize" | "setPage">;
}

export function Pagination({ count, params }: PaginationProps) {
  const pages = Math.max(1, Math.ceil(count / params.pageSize));
  if (pages === 1) return null;
  const first = (params.page - 1) * params.pageSize + 1;
  const last = Math.min(count, params.page * params.pageSize);
  return (
    <nav className={classes.root} aria-label="Pages">
      <span aria-live="polite">
        {number.format(first)}–{number.format(last)} of {number.format(count)}
      </span>
      <span className={classes.buttons}>
        <ActionIcon
          aria-label="Previous page"
          disabled={params.page <= 1}
          onClick={() => params.setPage(params.page - 1)}
        >
          <IconChevronLeft size={16} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon
          aria-label="Next page"
          disabled={params.page >= pages}
          onClick={() => params.setPage(params.page + 1)}
        >
          <IconChevronRight size={16} aria-hidden="true" />
        </ActionIcon>
      </span>
    </nav>
  );
}
