/** A new API token, and how it is used. */
import { ShownOnce } from "@/ui/ShownOnce";

export function TokenSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <ShownOnce secret={secret} copy="Copy token" onClose={onClose}>
      Copy it now: it is shown only this once. Keep it where your pipeline keeps secrets, as the
      variable <code>BULKHEAD_TOKEN</code>.
    </ShownOnce>
  );
}
