/** A link that looks like a button, typed by the router. */
import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

interface AnchorButtonProps extends Omit<ButtonProps, "href"> {
  ref?: Ref<HTMLAnchorElement>;
}

function AnchorButton(
  props: AnchorButtonProps & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>,
) {
  return <Button component="a" {...props} />;
}

export const LinkButton = createLink(AnchorButton);
