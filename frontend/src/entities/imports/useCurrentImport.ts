/** Which import of the open model is followed: the newest that was seen running, whoever started it. */
import { useCallback, useEffect, useRef, useState } from "react";
import { isEnded } from "@/entities/jobs/jobState";
import { useLive } from "@/entities/live/LiveProvider";

interface FollowedImport {
  /** The job, or null when there is none or when it was put aside. */
  followed: string | null;
  /** Follow a job; one that is followed already, or was put aside, stays as it is. */
  follow: (job: string) => void;
  /** Put the followed import aside until another one starts. */
  putAside: () => void;
}

/** Calls `onNew` once for each import that starts to be followed. */
export function useCurrentImport(onNew: (job: string) => void): FollowedImport {
  const [followed, setFollowed] = useState<string | null>(null);
  const last = useRef<string | null>(null);
  const handler = useRef(onNew);
  useEffect(() => {
    handler.current = onNew;
  });

  const follow = useCallback((job: string) => {
    if (job === last.current) return;
    last.current = job;
    setFollowed(job);
    handler.current(job);
  }, []);

  // Imports of team mates and pipelines are followed as well, once they run.
  const live = useLive();
  useEffect(
    () =>
      live?.listen((message) => {
        if (message.type === "job" && message.job.kind === "import" && !isEnded(message.job))
          follow(message.job.id);
      }),
    [live, follow],
  );
  return { followed, follow, putAside: () => setFollowed(null) };
}
