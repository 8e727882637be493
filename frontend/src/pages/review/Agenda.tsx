/** What the review looks at, the highest risk first. The presenter shows an item to all; others open it alone. */
import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Review, ReviewItem } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { useShowItem } from "@/entities/reviews/AgendaNavigation";
import {
  clockText,
  ITEM_KIND_LABELS,
  itemAddress,
  itemLabel,
  progressText,
} from "@/model/labels/reviews";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import classes from "./agenda.module.css";

export function Agenda({ review }: { review: Review }) {
  const me = useSession().user?.id;
  const show = useShowItem(review);
  const presents = review.state === "running" && review.presenter?.id === me;
  return (
    <Section title="Agenda" description={progressText(review)} flush>
      <ol className={classes.list}>
        {review.items.map((item) => (
          <li
            key={item.place}
            className={classes.row}
            aria-current={
              review.state === "running" && item.place === review.position ? "step" : undefined
            }
          >
            <SeverityBadge severity={item.severity} />
            <span className={classes.words}>
              <ItemTitle item={item} onShow={presents ? () => show(item.place, "") : null} />
              <span className={classes.detail}>{detailOf(item)}</span>
            </span>
            {item.status && <StatusBadge status={item.status} />}
            <span className={classes.state}>{STATES[item.state]}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

const STATES = { waiting: "", discussed: "Discussed", skipped: "Skipped" } as const;

function detailOf(item: ReviewItem): string {
  return [
    ITEM_KIND_LABELS[item.kind],
    itemLabel(item),
    item.subject,
    item.seconds > 0 ? clockText(item.seconds) : "",
    item.notes.length > 0
      ? `${item.notes.length} ${item.notes.length === 1 ? "note" : "notes"}`
      : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function ItemTitle({ item, onShow }: { item: ReviewItem; onShow: (() => void) | null }) {
  const { id } = useModel();
  if (onShow) {
    return (
      <UnstyledButton className={classes.title} onClick={onShow}>
        {item.title}
      </UnstyledButton>
    );
  }
  const { path, search } = itemAddress(item);
  return (
    <Link className={classes.title} to={`/m/${id}${path}` as never} search={search as never}>
      {item.title}
    </Link>
  );
}
