/** The canned questions, asked by choosing what they are about; the address holds every part. */
import { Button, Select } from "@mantine/core";
import type { AttackLevel } from "@/api/types";
import { PathEndSelect, type Place } from "@/entities/attackPaths/PathEndSelect";
import { isLevel, LEVEL_CHOICES } from "@/model/labels/attackPaths";
import { ASKS, type Ask, QUESTION_PARAMS } from "@/model/labels/pathQuestions";
import { firstOf, type Search } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./questionBar.module.css";

type Change = (part: Record<string, string | undefined>) => void;

export function QuestionBar() {
  const [address, setAddress] = useSearchParams();
  const search = address as Search;
  const ask = ASKS.find(({ value }) => value === firstOf(search, "ask"))?.value ?? "between";
  const change: Change = (part) =>
    setAddress((now) => ({ ...now, ask, path: undefined, page: undefined, ...part }));
  const choose = (next: Ask): void =>
    setAddress((now) => ({ ...now, ...NO_QUESTION, path: undefined, ask: next }));
  return (
    <section className={classes.bar} aria-label="Questions">
      <fieldset className={classes.asks} aria-label="Question">
        {ASKS.map(({ value, label }) => (
          <Button
            key={value}
            size="compact-md"
            variant={value === ask ? "light" : "subtle"}
            color={value === ask ? undefined : "gray"}
            aria-pressed={value === ask}
            onClick={() => choose(value)}
          >
            {label}
          </Button>
        ))}
      </fieldset>
      <div className={classes.fields}>
        {ask === "between" && <Start search={search} change={change} />}
        {ask === "impact" && (
          <PathEndSelect
            label="What falls if this is compromised"
            placeholder="Choose an element"
            types={["element"]}
            value={placeIn(search, "source")}
            onChange={({ id }) => change({ source: id })}
          />
        )}
        {(ask === "between" || ask === "leads-to") && (
          <End search={search} change={change} label={ask === "between" ? "To" : "What leads to"} />
        )}
        {ask === "read" && (
          <PathEndSelect
            label="Who can read"
            placeholder="Choose a store, secret or other element"
            types={["element"]}
            value={placeIn(search, "target")}
            onChange={({ id }) => change({ target: id })}
          />
        )}
      </div>
    </section>
  );
}

const NO_QUESTION = Object.fromEntries(QUESTION_PARAMS.map((name) => [name, undefined]));

function placeIn(search: Search, ...names: string[]): Place | null {
  for (const name of names) {
    const id = firstOf(search, name);
    const type = name === "attacker" || name === "goal" ? name : "element";
    if (id) return { type, id };
  }
  return null;
}

function Start({ search, change }: { search: Search; change: Change }) {
  const place = placeIn(search, "source", "attacker");
  return (
    <div className={classes.place}>
      <PathEndSelect
        label="From"
        placeholder="An attacker or element"
        types={["attacker", "element"]}
        value={place}
        onChange={({ type, id }) =>
          change(
            type === "attacker"
              ? { attacker: id, source: undefined, source_level: undefined }
              : { attacker: undefined, source: id },
          )
        }
      />
      {place?.type === "element" && (
        <LevelSelect
          label="who can"
          value={firstOf(search, "source_level")}
          onChange={(level) => change({ source_level: level })}
        />
      )}
    </div>
  );
}

function End({ search, change, label }: { search: Search; change: Change; label: string }) {
  const place = placeIn(search, "target", "goal");
  return (
    <div className={classes.place}>
      <PathEndSelect
        label={label}
        placeholder="A goal or element"
        types={["goal", "element"]}
        value={place}
        onChange={({ type, id }) =>
          change(
            type === "goal"
              ? { goal: id, target: undefined, target_level: undefined }
              : { goal: undefined, target: id },
          )
        }
      />
      {place?.type === "element" && (
        <LevelSelect
          label="in order to"
          value={firstOf(search, "target_level")}
          onChange={(level) => change({ target_level: level })}
        />
      )}
    </div>
  );
}

interface LevelSelectProps {
  label: string;
  value: string;
  onChange: (level: AttackLevel) => void;
}

function LevelSelect({ label, value, onChange }: LevelSelectProps) {
  return (
    <Select
      label={label}
      className={classes.level}
      allowDeselect={false}
      data={[...LEVEL_CHOICES]}
      value={isLevel(value) ? value : "execute"}
      onChange={(next) => isLevel(next) && onChange(next)}
    />
  );
}
