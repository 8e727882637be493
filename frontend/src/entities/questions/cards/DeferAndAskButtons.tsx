/** "Don't know yet" and "Ask …": beside a card as words, beside a fact or an element in a menu. */
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { ChosenQuestions } from "../cardScope";
import classes from "./cards.module.css";
import { useDeferAndAsk, type WaitingState } from "./useDeferAndAsk";

const AskDialog = lazyWithRetry(() => import("./AskDialog"));

interface WaitingProps {
  chosen: ChosenQuestions;
  state: WaitingState;
  /** What is asked, for those who hear the page. */
  about: string;
}

export function DeferAndAskButtons({ chosen, state, about }: WaitingProps) {
  const [asking, setAsking] = useState(false);
  const { actions, ask, pending } = useDeferAndAsk(chosen, state, () => setAsking(true));
  return (
    <div className={classes.waitingButtons}>
      {actions.map(({ label, act }) => (
        <Button
          key={label}
          variant="subtle"
          color="gray"
          size="compact-xs"
          fw={400}
          disabled={pending}
          aria-label={`${label}: ${about}`}
          onClick={act}
        >
          {label}
        </Button>
      ))}
      {asking && (
        <Suspense>
          <AskDialog about={about} onClose={() => setAsking(false)} onAsk={ask} />
        </Suspense>
      )}
    </div>
  );
}

export function WaitingMenu({ chosen, state, about }: WaitingProps) {
  const [asking, setAsking] = useState(false);
  const { actions, ask, pending } = useDeferAndAsk(chosen, state, () => setAsking(true));
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={`More for: ${about}`} disabled={pending}>
            <IconDots size={15} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map(({ label, act }) => (
            <Menu.Item key={label} onClick={act}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Suspense>
          <AskDialog about={about} onClose={() => setAsking(false)} onAsk={ask} />
        </Suspense>
      )}
    </>
  );
}
