/** A picture that is printed in place of the page, once it is there. */
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import classes from "./printedPicture.module.css";

interface PrintedPictureProps {
  picture: Blob;
  alt: string;
  /** Called when it has been printed, or not. */
  onDone: () => void;
}

export function PrintedPicture({ picture, alt, onDone }: PrintedPictureProps) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(picture);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  const print = (): void => {
    window.addEventListener("afterprint", onDone, { once: true });
    window.print();
  };
  if (!address) return null;
  return createPortal(
    <div className={classes.printed}>
      <img src={address} alt={alt} onLoad={print} />
    </div>,
    document.body,
  );
}
