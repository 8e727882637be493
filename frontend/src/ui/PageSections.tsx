/** The sections of a long page, each with an address of its own. A list beside them leads to each; on narrow screens a menu above. All stay mounted, so what is typed in one is kept while another is saved. */
import { NativeSelect } from "@mantine/core";
import { useLocation, useNavigate } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
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
  const navigate = useNavigate();
  const goTo = (id: string): void => {
    void navigate({ to: ".", hash: id });
    revealSection(id);
  };
  return (
    <div className={classes.layout}>
      <nav className={classes.list} aria-label="Sections of this page">
        {sections.map(({ id, label }) => (
          // No link of the router: to it all of them are the page that is shown.
          <a
            key={id}
            className={classes.link}
            href={`#${id}`}
            aria-current={id === current ? "location" : undefined}
            onClick={(event) => opensHere(event) && goTo(id)}
          >
            {label}
          </a>
        ))}
      </nav>
      <SectionMenu sections={sections} current={current} onChoose={goTo} />
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

/** Whether a click stays on this page; the others open a tab or a window. */
function opensHere(event: MouseEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  event.preventDefault();
  return true;
}

interface SectionMenuProps {
  sections: readonly PageSection[];
  current: string;
  onChoose: (id: string) => void;
}

function SectionMenu({ sections, current, onChoose }: SectionMenuProps) {
  return (
    <div className={classes.menu}>
      <NativeSelect
        aria-label="Section of this page"
        data={sections.map(({ id, label }) => ({ value: id, label }))}
        value={current}
        onChange={(event) => onChoose(event.currentTarget.value)}
      />
    </div>
  );
}
