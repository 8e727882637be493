/** Offers the tour of the canvas to who is new, and shows it when somebody asks. */
import { Suspense, useState, useSyncExternalStore } from "react";
import { useSession } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import { TourOffer } from "./TourOffer";
import { hasSeenTour, rememberTour, tourRequest } from "./tourStorage";

const Tour = lazyWithRetry(() => import("./Tour"));

export function TourHost() {
  const { user } = useSession();
  const wished = useSyncExternalStore(tourRequest.watch, tourRequest.isWished);
  const [offered, setOffered] = useState(true);
  if (!user) return null;
  const done = () => {
    rememberTour(user.id);
    setOffered(false);
    tourRequest.set(false);
  };
  if (wished) {
    return (
      <Suspense>
        <Tour onEnd={done} />
      </Suspense>
    );
  }
  if (!offered || hasSeenTour(user.id)) return null;
  return <TourOffer onStart={() => tourRequest.set(true)} onDecline={done} />;
}
