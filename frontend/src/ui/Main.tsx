/** The main part of the document: each page is in one, and what takes the place of a page finds out whether it is. */
import { type ComponentProps, createContext, type ReactNode, useContext } from "react";

const InMain = createContext(false);

export function Main({ children, ...props }: ComponentProps<"main">) {
  return (
    <main {...props}>
      <InMain value={true}>{children}</InMain>
    </main>
  );
}

/** For what is shown inside the frame of the app as well as without any. */
export function InsideMain({ children }: { children: ReactNode }) {
  return useContext(InMain) ? children : <Main>{children}</Main>;
}
