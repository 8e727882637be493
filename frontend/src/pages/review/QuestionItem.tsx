/** A card of questions on the agenda, answered as on the page of questions. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ReviewItem } from "@/api/types";
import { QuestionCards } from "@/entities/questions/cards/QuestionCards";
import { questionCardsQuery } from "@/entities/questions/queries";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import classes from "./review.module.css";

/** The most that the server gives at once. */
const ALL_CARDS = 200;

export function QuestionItem({ item }: { item: ReviewItem }) {
  const { id } = useModel();
  const query = { search: "", page: 1, page_size: ALL_CARDS, every: false };
  const { data } = useQuery(questionCardsQuery(id, query));
  const scope = useMemo(() => ({ search: "", every: false }), []);
  const cards = data?.results.filter((card) => card.id === item.key);
  return (
    <Section title={item.title} flush>
      {!cards ? (
        <Skeleton height={120} />
      ) : cards.length === 0 ? (
        <p className={classes.answered}>All questions of this card are answered.</p>
      ) : (
        <QuestionCards cards={cards} scope={scope} />
      )}
    </Section>
  );
}
