/** Cuts what a person did at once into batches that the server takes. */
import { OPS_AT_ONCE, type Op } from "@/model/graph/ops";

/** Of one frame, in characters. The server takes 256 KiB; letters outside ASCII count for up to three. */
const FRAME_CHARACTERS = 80_000;

/** Return the operations in their order, in as few pieces as the limits allow. */
export function chunkOps(ops: readonly Op[]): Op[][] {
  const pieces: Op[][] = [];
  let piece: Op[] = [];
  let size = 0;
  for (const op of ops) {
    const more = JSON.stringify(op).length;
    if (piece.length > 0 && (piece.length === OPS_AT_ONCE || size + more > FRAME_CHARACTERS)) {
      pieces.push(piece);
      piece = [];
      size = 0;
    }
    piece.push(op);
    size += more;
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}
