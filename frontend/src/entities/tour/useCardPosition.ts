/** Measures what a step speaks of, and where its card belongs. */
import { useWindowEvent } from "@mantine/hooks";
import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import { type Area, cardPosition } from "./cardPosition";
import { anchorOf, type TourStep } from "./tourSteps";

interface Place {
  /** For the card: its size decides on which side it fits. */
  card: (element: HTMLElement | null) => void;
  light: Area | null;
  style: Pick<Area, "left" | "top">;
}

export function useCardPosition(step: TourStep | undefined): Place {
  // A state and not a ref: the portal draws the card after the first effects have run.
  const [element, card] = useState<HTMLElement | null>(null);
  const [light, setLight] = useState<Area | null>(null);
  const [style, setStyle] = useState({ left: 0, top: 0 });
  const measure = useCallback(() => {
    const box = step && anchorOf(step, document)?.getBoundingClientRect();
    if (!box || !element) return;
    const { left, top, width, height } = box;
    const { offsetWidth, offsetHeight } = element;
    const room = { width: window.innerWidth, height: window.innerHeight };
    setLight({ left, top, width, height });
    setStyle(cardPosition(box, { width: offsetWidth, height: offsetHeight }, room));
  }, [step, element]);
  useLayoutEffect(measure, [measure]);
  useWindowEvent("resize", measure);
  // What a step unfolds takes its room from the canvas.
  useEffect(() => {
    const canvas = document.querySelector('section[aria-label="Canvas"]');
    const watch = new ResizeObserver(measure);
    if (canvas) watch.observe(canvas);
    return () => watch.disconnect();
  }, [measure]);
  return { card, light, style };
}
