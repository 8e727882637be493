/** The sections of a long page, each with an address of its own. A list beside them leads to each; on narrow screens a menu above. All stay mounted, so what is typed in one is kept while another is saved. */
import { NativeSelect } from "@mantine/core";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./PageSections.module.css";
import { revealSection, useCurrentSection, useLinkedSection } from "./pageSectionHooks";

export interface PageSection {
  /** The hash of its address. */
  id: string;
  label: string;
  content: ReactNode;
}

export function PageSections({ sections }: { sections: readonly PageSection[] }) {
  const hash = useLocation({ select: (location) => location.hash });
  const content = useLinkedSection(hash);
  const current = useCurrentSection(sections, hash);
  return (
    <div className={classes.layout}>
      <nav className={classes.list} aria-label="Sections of this page">
        {sections.map(({ id, label }) => (
          <Link
            key={id}
            className={classes.link}
            to="."
            hash={id}
            aria-current={id === current ? "location" : undefined}
            onClick={() => revealSection(id)}
          >
            {label}
          </Link>
        ))}
      </nav>
      <SectionMenu sections={sections} current={current} />
      <div ref={content} className={classes.sections}>
        {sections.map((section) => (
          <div key={section.id} id={section.id} className={classes.section} tabIndex={-1}>
            {section.content}
          </div>
        ))}
      </div>
    </div>
  );
}

interface SectionMenuProps {
  sections: readonly PageSection[];
  current: string;
}

function SectionMenu({ sections, current }: SectionMenuProps) {
  const navigate = useNavigate();
  return (
    <div className={classes.menu}>
      <NativeSelect
        aria-label="Section of this page"
        data={sections.map(({ id, label }) => ({ value: id, label }))}
        value={current}
        onChange={(event) => {
          const id = event.currentTarget.value;
          void navigate({ to: ".", hash: id });
          revealSection(id);
        }}
      />
    </div>
  );
}
