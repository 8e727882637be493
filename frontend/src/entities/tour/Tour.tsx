/**
 * The tour: one card after the other, each beside its target, the rest of the page dimmed.
 *
 * Own code: it uses the focus trap, the keyboard and the theme of the rest of the page.
 */
import { Button, Portal } from "@mantine/core";
import { useFocusTrap, useMergedRef } from "@mantine/hooks";
import { type KeyboardEvent, useEffect, useState } from "react";
import classes from "./tour.module.css";
import { expandAround, stepsOn } from "./tourSteps";
import { useCardPosition } from "./useCardPosition";

export default function Tour({ onEnd }: { onEnd: () => void }) {
  const [steps] = useState(() => stepsOn(document));
  const [at, setAt] = useState(0);
  const step = steps[at];
  useEffect(() => step && expandAround(step), [step]);
  const { card, light, style } = useCardPosition(step);
  const ref = useMergedRef(card, useFocusTrap(true));
  if (!step) return null;
  const last = at === steps.length - 1;
  const next = () => (last ? onEnd() : setAt(at + 1));
  const back = () => setAt(Math.max(0, at - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, () => void> = { ArrowRight: next, ArrowLeft: back, Escape: onEnd };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  return (
    <Portal>
      <div className={classes.layer}>
        {light && <div className={classes.light} style={light} />}
        <div
          ref={ref}
          className={classes.card}
          style={style}
          role="dialog"
          aria-modal="true"
          aria-labelledby="tour-title"
          aria-describedby="tour-text"
          onKeyDown={onKeyDown}
        >
          <p className={classes.count}>
            {at + 1} of {steps.length}
          </p>
          <h2 id="tour-title" className={classes.title}>
            {step.title}
          </h2>
          <p id="tour-text" className={classes.text} aria-live="polite">
            {step.text}
          </p>
          <div className={classes.actions}>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={onEnd}>
              {last ? "Close" : "Skip"}
            </Button>
            <span className={classes.steps}>
              {at > 0 && (
                <Button size="compact-sm" variant="default" onClick={back}>
                  Back
                </Button>
              )}
              <Button size="compact-sm" onClick={next} data-autofocus>
                {last ? "Start" : "Next"}
              </Button>
            </span>
          </div>
        </div>
      </div>
    </Portal>
  );
}
