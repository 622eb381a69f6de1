package dev.tulle.cuda;

import static org.bytedeco.cuda.global.cudart.*;

import java.lang.foreign.MemorySegment;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// Copies between the host's memory and the GPU's in pieces, through two pieces of memory that the operating system never moves: while the
/// GPU copies one, the host copies the other. Every method returns the driver's status.
final class CopyStage implements AutoCloseable {
  private static final long PIECE = 4L << 20;

  private final CUstream_st stream;
  private final Piece[] pieces = {new Piece(), new Piece()};
  private int turn;

  CopyStage(CUstream_st stream) {
    this.stream = stream;
  }

  /// A piece and the end of the last copy from or to it; made when first used.
  private static final class Piece {
    private final PointerPointer<Pointer> memory = new PointerPointer<>(1);
    private final CUevent_st done = new CUevent_st();
    private boolean made;

    int ready() {
      if (made) return cuEventSynchronize(done);
      int status = cuEventCreate(done, CU_EVENT_DISABLE_TIMING);
      if (status == 0) status = cuMemAllocHost(memory, PIECE);
      made = status == 0;
      return status;
    }

    Pointer pointer() {
      return memory.get(0);
    }

    @SuppressWarnings("restricted") // The driver gave this memory with PIECE bytes.
    MemorySegment bytes(long size) {
      return MemorySegment.ofAddress(pointer().address()).reinterpret(size);
    }

    void close() {
      if (!made) return;
      cuMemFreeHost(pointer());
      cuEventDestroy(done);
    }
  }

  /// Returns when the bytes have been taken.
  int write(long address, MemorySegment from) {
    int status = 0;
    for (long at = 0; status == 0 && at < from.byteSize(); at += PIECE) {
      turn = 1 - turn;
      Piece piece = pieces[turn];
      MemorySegment part = part(from, at);
      status = piece.ready();
      if (status == 0) {
        piece.bytes(part.byteSize()).copyFrom(part);
        status = cuMemcpyHtoDAsync(address + at, piece.pointer(), part.byteSize(), stream);
      }
      if (status == 0) status = cuEventRecord(piece.done, stream);
    }
    return status;
  }

  /// Returns when the bytes are there. While the host copies a piece the next one is on its way.
  int read(long address, MemorySegment to) {
    int status = to.byteSize() == 0 ? 0 : ask(address, to, 0);
    for (long at = 0; status == 0 && at < to.byteSize(); at += PIECE) {
      if (at + PIECE < to.byteSize()) status = ask(address, to, at + PIECE);
      Piece piece = piece(at);
      if (status == 0) status = piece.ready();
      if (status == 0) part(to, at).copyFrom(piece.bytes(part(to, at).byteSize()));
    }
    return status;
  }

  private int ask(long address, MemorySegment to, long at) {
    Piece piece = piece(at);
    int status = piece.ready();
    if (status == 0) status = cuMemcpyDtoHAsync(piece.pointer(), address + at, part(to, at).byteSize(), stream);
    return status == 0 ? cuEventRecord(piece.done, stream) : status;
  }

  private Piece piece(long at) {
    return pieces[(int) (at / PIECE % 2)];
  }

  private static MemorySegment part(MemorySegment whole, long at) {
    return whole.asSlice(at, Math.min(PIECE, whole.byteSize() - at));
  }

  @Override
  public void close() {
    for (Piece piece : pieces) piece.close();
  }
}
