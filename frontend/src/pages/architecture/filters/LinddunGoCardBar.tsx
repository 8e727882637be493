/** Which card of LINDDUN GO is shown on the drawing, how much it is about, and the way back to the session. */
import { Button } from "@mantine/core";
import { IconCards } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { deckQuery } from "@/entities/linddunGo/queries";
import { filterChips } from "@/model/canvas/filterChips";
import { LinkButton } from "@/ui/LinkButton";
import type { EditorState } from "../editorState/editorState";
import type { CardShown } from "../editorState/useLinddunGoCard";
import classes from "./filters.module.css";

export function LinddunGoCardBar({ editor }: { editor: EditorState }) {
  return editor.card && <Bar model={editor.model} shown={editor.card} />;
}

function Bar({ model, shown }: { model: string; shown: CardShown }) {
  const { card, match, close } = shown;
  const title = useQuery(deckQuery(model)).data?.cards.find(({ id }) => id === card)?.title;
  return (
    <section className={classes.bar} aria-label="Card">
      <IconCards size={15} aria-hidden="true" />
      <span className={classes.found} role="status">
        {match ? filterChips(match, 0) : "Looking…"}
      </span>
      <span className={classes.card}>
        {card} {title}
      </span>
      <LinkButton
        variant="subtle"
        size="compact-sm"
        to="/m/$model/linddun-go"
        params={{ model }}
        search={{ card }}
      >
        To the card
      </LinkButton>
      <Button variant="subtle" size="compact-sm" onClick={close}>
        Clear
      </Button>
    </section>
  );
}
