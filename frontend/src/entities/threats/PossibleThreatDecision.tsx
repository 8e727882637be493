/** What a possible threat waits for: the questions, and the answers with which it applies or does not. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { ThreatDetail } from "@/api/types";
import { AnswerControl } from "@/entities/questions/AnswerControl";
import { answerQuestion } from "@/entities/questions/actions/answerQuestion";
import { decisionsOf, wayText } from "@/model/labels/possibleThreats";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { answerPossibleThreats } from "./actions/answerPossibleThreats";
import classes from "./possible.module.css";

type Missing = ThreatDetail["missing"][number];

export function PossibleThreatDecision({ threat }: { threat: ThreatDetail }) {
  const { id, canEdit } = useModel();
  const answer = useUndoableMutation(answerPossibleThreats, id);
  const numbers = [threat.number];
  const alone = threat.missing.length === 1;
  const deferred = threat.missing.find((one) => one.deferred_at !== null);
  return (
    <div className={classes.missing}>
      {threat.missing.map((one) => (
        <MissingFact
          key={`${one.subject.uid} ${one.fact}`}
          missing={one}
          decided={one.type === "bool" && threat.one_click.length === 2 && alone}
        />
      ))}
      {canEdit && (
        <fieldset className={classes.decide} disabled={answer.isPending} aria-label="Decide">
          {decisionsOf(threat.answers).map(({ action, label, ways }) => (
            <Ways key={action} label={label}>
              {ways.map((way) => (
                <Button
                  key={wayText(way, threat.missing)}
                  variant="default"
                  size="compact-sm"
                  className={classes.way}
                  onClick={() => answer.mutate({ action, numbers, values: way })}
                >
                  {wayText(way, threat.missing)}
                </Button>
              ))}
            </Ways>
          ))}
          <Ways label={deferred ? notKnown(deferred) : "Not known yet"}>
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => answer.mutate({ action: "unknown", numbers })}
            >
              Don't know
            </Button>
          </Ways>
        </fieldset>
      )}
    </div>
  );
}

function Ways({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.ways}>
      <span className={classes.waysLabel}>{label}</span>
      <div className={classes.wayList}>{children}</div>
    </div>
  );
}

/** Where yes and no decide the threat by themselves, the two ways below are the answers. */
function MissingFact({ missing, decided }: { missing: Missing; decided: boolean }) {
  const { id, canEdit } = useModel();
  const answer = useUndoableMutation(answerQuestion, id);
  const { question } = missing;
  return (
    <div className={classes.question}>
      <div className={classes.questionText}>
        <p>{missing.text}</p>
        {missing.meaning && <p className={classes.meaning}>{missing.meaning}</p>}
      </div>
      {canEdit && question && !decided && (
        <AnswerControl
          question={{ ...missing, id: question }}
          pending={answer.isPending}
          onAnswer={(value) => answer.mutate({ id: question, value })}
        />
      )}
      {canEdit && !question && (
        <span className={classes.meaning}>Asked once the others are known</span>
      )}
    </div>
  );
}

function notKnown({ deferred_by: by }: Missing): string {
  return by ? `${by} does not know yet.` : "Not known yet.";
}
