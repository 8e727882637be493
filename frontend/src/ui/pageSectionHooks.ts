/** Which section of a long page is shown, and how an address leads to one. */
import { type RefObject, useEffect, useRef, useState } from "react";

const BY_PERSON = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** Scroll to a section and move the focus to it, so that the Tab key goes on from there. */
export function revealSection(id: string): void {
  const section = document.getElementById(id);
  section?.scrollIntoView();
  section?.focus({ preventScroll: true });
}

/** Show the section that the address names, also while what is above it is still loading; returns the ref of what holds the sections. */
export function useLinkedSection(hash: string): RefObject<HTMLDivElement | null> {
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!content.current || !hash || !document.getElementById(hash)) return;
    revealSection(hash);
    const grown = new ResizeObserver(() => document.getElementById(hash)?.scrollIntoView());
    grown.observe(content.current);
    const stop = (): void => {
      grown.disconnect();
      for (const event of BY_PERSON) window.removeEventListener(event, stop);
    };
    for (const event of BY_PERSON) window.addEventListener(event, stop, { passive: true });
    return stop;
  }, [hash]);
  return content;
}

/** Return the section that was asked for while it is in view, else the first one that is. */
export function useCurrentSection(sections: readonly { id: string }[], hash: string): string {
  const [visible, setVisible] = useState<ReadonlySet<string>>(new Set());
  const ids = sections.map(({ id }) => id).join(" ");
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) =>
        setVisible((before) => {
          const next = new Set(before);
          for (const { target, isIntersecting } of entries) {
            if (isIntersecting) next.add(target.id);
            else next.delete(target.id);
          }
          return next;
        }),
      // Not what only its last lines are left of.
      { rootMargin: "-120px 0px 0px 0px" },
    );
    for (const id of ids.split(" ")) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
    return () => observer.disconnect();
  }, [ids]);
  if (visible.has(hash)) return hash;
  return sections.find(({ id }) => visible.has(id))?.id ?? sections[0]?.id ?? "";
}
