/** The providers around everything, and the router inside them. */
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { makeQueryClient } from "@/session/queryClient";
import { lazyWithRetry } from "@/ui/codeLoading";
import { cssVariables, theme } from "@/ui/theme";
import classes from "./App.module.css";
import { makeRouter } from "./router";

// Nothing to show at first, so it need not be loaded at first.
const Notifications = lazyWithRetry(() =>
  import("@mantine/notifications").then((module) => ({ default: module.Notifications })),
);

const colorScheme = localStorageColorSchemeManager({ key: "bulkhead-theme" });

export function App() {
  const [{ client, router }] = useState(() => {
    const queryClient = makeQueryClient();
    return { client: queryClient, router: makeRouter(queryClient) };
  });
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      cssVariablesResolver={cssVariables}
    >
      <QueryClientProvider client={client}>
        <Suspense>
          {/* Over the header: what is needed next, such as the buttons of a form or a panel, is never there. */}
          <Notifications position="top-center" limit={2} classNames={{ root: classes.toasts }} />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
