/** Says what cards are missing while no personal data is stated in the model. */
import { IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useModel } from "@/session/useModel";
import classes from "./linddunGo.module.css";

export function NoPersonalData() {
  const { id } = useModel();
  return (
    <p className={classes.notice}>
      <IconInfoCircle size={16} aria-hidden="true" />
      <span>
        Nothing in this model is stated to hold personal data, so cards show possible elements only.{" "}
        <Link className={classes.link} to="/m/$model/data" params={{ model: id }}>
          State which data is personal
        </Link>
      </span>
    </p>
  );
}
