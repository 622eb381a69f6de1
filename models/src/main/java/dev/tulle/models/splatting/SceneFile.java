package dev.tulle.models.splatting;

import dev.tulle.runtime.TulleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Reads scenes: `.ply` as training writes it or compressed, `.splat`, `.spz`. A file is hostile until it has been read: counts are
/// compared with what is there before anything is
/// made for them, and every Gaussian is looked at.
public final class SceneFile {
  private static final String NO_SCENE = "it is no scene of Gaussians: a .ply, .splat or .spz file";

  private SceneFile() {}

  /// @throws TulleException `FILE` that names the file and what is wrong with it: cut short, other counts than its header says, a number
  ///     that is none, a scale of 0
  public static Scene read(Path file) {
    if (!Files.isRegularFile(file)) throw new TulleException(TulleException.Code.FILE, "there is no file " + file);
    try (var arena = Arena.ofConfined();
        var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return of(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena), file.getFileName().toString()).checked();
    } catch (TulleException e) {
      throw new TulleException(e.code(), file + ": " + e.detail(), e);
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Scene of(MemorySegment bytes, String name) throws IOException {
    if (begins(bytes, 'p', 'l', 'y')) {
      var ply = Ply.read(bytes);
      return CompressedPly.is(ply) ? CompressedPly.read(ply) : GaussianPly.read(ply);
    }
    if (name.endsWith(".splat")) return SplatFile.read(bytes);
    if (begins(bytes, 0x1f, 0x8b)) return SpzFile.read(stream(bytes));
    throw new TulleException(TulleException.Code.FILE, NO_SCENE);
  }

  private static boolean begins(MemorySegment bytes, int... with) {
    if (bytes.byteSize() < with.length) return false;
    for (var i = 0; i < with.length; i++) if (bytes.get(ValueLayout.JAVA_BYTE, i) != (byte) with[i]) return false;
    return true;
  }

  private static InputStream stream(MemorySegment bytes) {
    if (bytes.byteSize() > Integer.MAX_VALUE - 8)
      throw new TulleException(TulleException.Code.FILE, "it has " + bytes.byteSize() + " bytes, more than any scene of its kind");
    return new ByteArrayInputStream(bytes.toArray(ValueLayout.JAVA_BYTE));
  }
}
