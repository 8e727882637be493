/** The presenter's way through the agenda: all who follow go along to the page of each item. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Review } from "@/api/types";
import { itemAddress } from "@/model/labels/reviews";
import { useModel } from "@/session/useModel";
import { useShortcut } from "@/ui/useShortcut";
import { type LeftAs, showItem } from "./reviewApiCalls";
import { useReviewMutation, useReviewPending } from "./useReviewMutation";

const GROUP = "Review";

export function AgendaNavigation({ review }: { review: Review }) {
  const show = useShowItem(review);
  const pending = useReviewPending();
  const { position, items } = review;
  const atEnd = position >= items.length;
  const next = (leftAs: LeftAs): void => show(position + 1, leftAs);
  const mayGo = !pending && !atEnd;
  const mayReturn = !pending && position > 0;
  useShortcut({ keys: ".", label: "Next item", group: GROUP, run: () => next("discussed") }, mayGo);
  useShortcut(
    { keys: ",", label: "Previous item", group: GROUP, run: () => show(position - 1, "") },
    mayReturn,
  );
  return (
    <>
      <Tooltip label="Previous item (,)">
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Previous item"
          disabled={position === 0}
          onClick={() => mayReturn && show(position - 1, "")}
        >
          <IconChevronLeft size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Button
        size="compact-md"
        variant="default"
        disabled={atEnd}
        onClick={() => mayGo && next("skipped")}
      >
        Skip
      </Button>
      <Button
        size="compact-md"
        disabled={atEnd}
        rightSection={<IconChevronRight size={15} aria-hidden="true" />}
        title="Next item (.)"
        onClick={() => mayGo && next("discussed")}
      >
        Next
      </Button>
    </>
  );
}

/** Show the item at a place to all, and open its page. */
export function useShowItem(review: Review): (place: number, leftAs: LeftAs) => void {
  const { id } = useModel();
  const navigate = useNavigate();
  const show = useReviewMutation(showItem);
  return (place, leftAs) =>
    show.mutate(
      { review, place, leftAs },
      {
        onSuccess: ({ items }) => {
          const item = items.find((one) => one.place === place);
          const { path, search } = item ? itemAddress(item) : { path: "/review", search: {} };
          void navigate({ to: `/m/${id}${path}` as never, search: search as never });
        },
      },
    );
}
