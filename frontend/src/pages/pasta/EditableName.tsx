/** The name of a row; for those who may edit it, the button that does. */
import { UnstyledButton } from "@mantine/core";
import classes from "./section.module.css";

interface EditableNameProps {
  name: string;
  onOpen: (() => void) | undefined;
}

export function EditableName({ name, onOpen }: EditableNameProps) {
  if (!onOpen) return <span className={classes.name}>{name}</span>;
  return (
    <UnstyledButton className={classes.name} aria-haspopup="dialog" onClick={onOpen}>
      {name}
    </UnstyledButton>
  );
}
