/** Finds threats by their words, and goals of attack paths by theirs. */
import { Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { attackGoalsQuery } from "@/entities/attackPaths/queries";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { threatsQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./assessments.module.css";

const PAUSE_MS = 200;
const SHOWN = 30;

interface ThreatSearchProps {
  without: readonly number[];
  onChoose: (number: number) => void;
}

export function ThreatSearch({ without, onChoose }: ThreatSearchProps) {
  const { id } = useModel();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), PAUSE_MS);
  const query = { page_size: SHOWN, ...(search && { search }) };
  const { data, error, refetch } = useQuery(threatsQuery(id, query));
  const found = data?.results.filter(({ number }) => !without.includes(number));
  return (
    <SearchList
      label="Search threats"
      text={text}
      onText={setText}
      found={found?.length}
      error={error}
      onRetry={() => void refetch()}
    >
      {found?.map(({ number, severity, subject, title }) => (
        <Option key={number} onChoose={() => onChoose(number)}>
          <SeverityIcon severity={severity} />
          <span className={classes.optionNumber}>T{number}</span>
          <span className={classes.optionTitle}>
            {title} <span className={classes.quiet}>{subject.name}</span>
          </span>
        </Option>
      ))}
    </SearchList>
  );
}

interface GoalSearchProps {
  without: readonly string[];
  onChoose: (key: string) => void;
}

export function GoalSearch({ without, onChoose }: GoalSearchProps) {
  const { id } = useModel();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), PAUSE_MS);
  const query = { page_size: SHOWN, ...(search && { search }) };
  const { data, error, refetch } = useQuery(attackGoalsQuery(id, query));
  const found = data?.results.filter(({ key }) => !without.includes(key));
  return (
    <SearchList
      label="Search attack paths"
      text={text}
      onText={setText}
      found={found?.length}
      error={error}
      onRetry={() => void refetch()}
    >
      {found?.map(({ key, title, element, worth, zone }) => (
        <Option key={key} onChoose={() => onChoose(key)}>
          <SeverityIcon severity={worth} />
          <span className={classes.optionTitle}>
            {title}{" "}
            <span className={classes.quiet}>
              {element.name}
              {zone && ` in ${zone.name}`}
            </span>
          </span>
        </Option>
      ))}
    </SearchList>
  );
}

interface SearchListProps {
  label: string;
  text: string;
  onText: (text: string) => void;
  /** How many there are; undefined while they are read. */
  found: number | undefined;
  error: Error | null;
  onRetry: () => void;
  children: ReactNode;
}

function SearchList(props: SearchListProps) {
  const { label, text, onText, found, error, onRetry, children } = props;
  return (
    <>
      <TextInput
        data-autofocus
        aria-label={label}
        placeholder={label}
        leftSection={<IconSearch size={15} aria-hidden="true" />}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {found === undefined && error && <ErrorState error={error} onRetry={onRetry} />}
      {found === undefined && !error && <Skeleton height={120} mt="sm" />}
      {found === 0 && <EmptyState size="compact" title="Nothing matches" />}
      {found !== undefined && found > 0 && <ul className={classes.options}>{children}</ul>}
    </>
  );
}

function Option({ onChoose, children }: { onChoose: () => void; children: ReactNode }) {
  return (
    <li>
      <button type="button" className={classes.option} onClick={onChoose}>
        {children}
      </button>
    </li>
  );
}
