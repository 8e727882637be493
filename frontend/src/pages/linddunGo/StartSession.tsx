/** Starts a session: which cards are dealt, and who takes part. */
import { Button, Checkbox } from "@mantine/core";
import { IconCards } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { PrivacyCard, PrivacyDeck } from "@/api/types";
import { useMethods } from "@/entities/badges/useMethods";
import { usePresentPeople } from "@/entities/live/usePresentPeople";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { categoriesOf } from "@/model/labels/categories";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { Section } from "@/ui/Section";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./linddunGo.module.css";
import { NoPersonalData } from "./NoPersonalData";
import { ParticipantsField, useVoters } from "./ParticipantsField";
import { startSession } from "./sessionApiCalls";
import { useSessionMutation } from "./useSessionMutation";

type CategoryId = PrivacyCard["category"];

export function StartSession({ deck }: { deck: PrivacyDeck }) {
  const { canEdit, row } = useModel();
  if (row?.element_count === 0) {
    return (
      <EmptyModel>
        Each card shows the elements and data flows that it is about, and people vote on them.
      </EmptyModel>
    );
  }
  return (
    <Section
      title="Start a session"
      description="Each card names one way in which the system could harm the privacy of people, asks one or two questions, and shows the elements and data flows that it is about. Plan for an hour with all cards."
    >
      {!deck.personal_data && <NoPersonalData />}
      {canEdit ? (
        <StartForm cards={deck.cards} />
      ) : (
        <p className={classes.quiet}>Editors start sessions. You can watch one that is running.</p>
      )}
    </Section>
  );
}

function StartForm({ cards }: { cards: readonly PrivacyCard[] }) {
  const all = [...new Set(cards.map(({ category }) => category))];
  const [chosen, choose] = useState<readonly CategoryId[]>(all);
  const [people, setPeople] = useParticipants();
  const [, setAddress] = useSearchParams();
  const start = useSessionMutation(startSession);
  const count = cards.filter(({ category }) => chosen.includes(category)).length;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    start.mutate(
      { categories: chosen.length === all.length ? [] : [...chosen], participants: people },
      { onSuccess: ({ id }) => setAddress({ session: id }) },
    );
  };
  return (
    <form className={classes.startForm} onSubmit={send}>
      <CategoryChoice cards={cards} chosen={chosen} onChange={choose} />
      <ParticipantsField
        value={people}
        description="Cards are dealt to them in this order. At first those who have the model open are chosen."
        error={fieldError(start.error, "participants", false)}
        onChange={setPeople}
      />
      <div>
        <Button
          type="submit"
          loading={start.isPending}
          disabled={count === 0 || people.length === 0}
          leftSection={<IconCards size={15} aria-hidden="true" />}
        >
          Deal {count} {count === 1 ? "card" : "cards"}
        </Button>
      </div>
    </form>
  );
}

interface CategoryChoiceProps {
  cards: readonly PrivacyCard[];
  chosen: readonly CategoryId[];
  onChange: (chosen: CategoryId[]) => void;
}

function CategoryChoice({ cards, chosen, onChange }: CategoryChoiceProps) {
  const categories = categoriesOf(useMethods());
  const counts = new Map<CategoryId, number>();
  for (const { category } of cards) counts.set(category, (counts.get(category) ?? 0) + 1);
  return (
    <Checkbox.Group
      label="Cards"
      value={[...chosen]}
      onChange={(values) => onChange(values as CategoryId[])}
    >
      <div className={classes.categories}>
        {[...counts].map(([id, count]) => {
          const known = categories.find((one) => one.id === id);
          return (
            <Checkbox
              key={id}
              value={id}
              label={`${known?.label ?? id} (${count})`}
              description={known?.meaning}
            />
          );
        })}
      </div>
    </Checkbox.Group>
  );
}

/** Oneself and who has the model open, until a person chooses others. */
function useParticipants(): [string[], (people: string[]) => void] {
  const me = useSession().user?.id;
  const voters = useVoters().map(({ value }) => value);
  const present = usePresentPeople();
  const [own, setOwn] = useState<string[] | null>(null);
  const there = [me, ...present].filter((one) => one !== undefined && voters.includes(one));
  return [own ?? [...new Set(there as string[])], setOwn];
}
