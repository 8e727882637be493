/** A small card in the corner that offers the tour; it is in nobody's way. */
import { Button } from "@mantine/core";
import { IconCompass } from "@tabler/icons-react";
import classes from "./tour.module.css";

interface TourOfferProps {
  onStart: () => void;
  onDecline: () => void;
}

export function TourOffer({ onStart, onDecline }: TourOfferProps) {
  return (
    <section className={classes.offer} aria-label="Tour">
      <IconCompass className={classes.compass} size={20} stroke={1.6} aria-hidden="true" />
      <div>
        <p className={classes.title}>New here?</p>
        <p className={classes.text}>See how the canvas works, in less than a minute.</p>
        <div className={classes.choices}>
          <Button size="compact-sm" onClick={onStart}>
            Take the tour
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onDecline}>
            Not now
          </Button>
        </div>
      </div>
    </section>
  );
}
