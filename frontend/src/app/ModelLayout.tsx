/** The frame of all pages of one model: its live connection, and a place to drop files. */
import { Outlet, useParams } from "@tanstack/react-router";
import { LiveProvider } from "./LiveProvider";

export function ModelLayout() {
  const { model } = useParams({ from: "/app/m/$model" });
  return (
    <LiveProvider model={model} key={model}>
      <Outlet />
    </LiveProvider>
  );
}
