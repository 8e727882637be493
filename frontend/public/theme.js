// Sets the color scheme before the first paint, so a dark page never flashes white. A file of its own keeps the
// content security policy free of inline scripts.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem("bulkhead-theme");
  } catch {
    // Storage may be switched off; the system's choice stands.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
