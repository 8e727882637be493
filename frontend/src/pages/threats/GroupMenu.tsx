/** Chooses what the list shows as one row: threats with the same cause, element, owner or mitigation, or none. */
import { Button, Menu } from "@mantine/core";
import { IconCheck, IconChevronDown, IconStack2 } from "@tabler/icons-react";
import { sentenceCase } from "@/model/labels/categories";
import { useSearchParams } from "@/ui/useSearchParams";
import { GROUPINGS, type Grouping, groupingOf } from "./grouping";
import classes from "./threats.module.css";

export function GroupMenu({ possible }: { possible: boolean }) {
  const [search, setSearch] = useSearchParams();
  if (search.rule || search.cause || search.folded_under) return null;
  const chosen = groupingOf(search);
  const choose = (by: Grouping): void =>
    setSearch(
      (now) => ({
        ...now,
        page: undefined,
        flat: by === "none" ? "1" : undefined,
        group: by === "none" || by === "cause" ? undefined : by,
      }),
      { replace: true },
    );
  const label = (by: Grouping) => (possible && by === "cause" ? "category" : GROUPINGS[by]);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          className={classes.grouped}
          data-active={chosen !== "none"}
          leftSection={<IconStack2 size={15} aria-hidden="true" />}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          Group by {label(chosen)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(GROUPINGS) as Grouping[]).map((by) => (
          <Menu.Item
            key={by}
            rightSection={by === chosen ? <IconCheck size={14} aria-hidden="true" /> : null}
            onClick={() => choose(by)}
          >
            {sentenceCase(label(by))}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
