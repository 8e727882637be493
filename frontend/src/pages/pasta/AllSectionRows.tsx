/** All rows of a section, searched and paged by the server. */
import { Pagination, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { StageSection } from "@/api/types";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { sectionQuery } from "./queries";
import { SectionRows } from "./SectionRows";
import classes from "./section.module.css";

const PAUSE_MS = 200;
const PAGE_SIZE = 50;

export function AllSectionRows({ stage, section }: { stage: number; section: StageSection }) {
  const { id } = useModel();
  const [words, setWords] = useState("");
  const [page, setPage] = useState(1);
  const [search] = useDebouncedValue(words, PAUSE_MS);
  const query = useQuery(sectionQuery(id, { stage, section: section.id, search, page }));
  const pages = Math.ceil((query.data?.count ?? 0) / PAGE_SIZE);
  if (query.error && !query.data) return <ErrorState size="compact" error={query.error} />;
  return (
    <>
      <div className={classes.search}>
        <TextInput
          size="xs"
          aria-label={`Search ${section.title}`}
          placeholder="Search"
          leftSection={<IconSearch size={14} aria-hidden="true" />}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setPage(1);
          }}
        />
      </div>
      {query.data?.count === 0 ? (
        <p className={classes.empty}>Nothing matches.</p>
      ) : (
        <SectionRows section={section} rows={query.data?.results ?? section.rows} />
      )}
      {pages > 1 && (
        <div className={classes.foot}>
          <Pagination size="sm" total={pages} value={page} onChange={setPage} />
        </div>
      )}
    </>
  );
}
