package dev.tulle.models.splatting;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Writes scenes in the formats that [SceneFile] reads, as their descriptions say.
final class SceneBytes {
  private SceneBytes() {}

  static byte[] ply(Scene scene) {
    var names = new ArrayList<>(List.of("x", "y", "z", "nx", "ny", "nz", "f_dc_0", "f_dc_1", "f_dc_2"));
    var above = scene.coefficients() - 1;
    for (var i = 0; i < 3 * above; i++) names.add("f_rest_" + i);
    names.addAll(List.of("opacity", "scale_0", "scale_1", "scale_2", "rot_0", "rot_1", "rot_2", "rot_3"));
    var out = buffer(scene.count() * 4 * names.size());
    for (var g = 0; g < scene.count(); g++) {
      for (var i = 0; i < 3; i++) out.putFloat(scene.position()[3 * g + i]);
      for (var i = 0; i < 3; i++) out.putFloat(0);
      for (var c = 0; c < 3; c++) out.putFloat(colour(scene, g, 0, c));
      for (var c = 0; c < 3; c++) for (var k = 1; k <= above; k++) out.putFloat(colour(scene, g, k, c));
      out.putFloat((float) Math.log(scene.opacity()[g] / (1 - scene.opacity()[g])));
      for (var i = 0; i < 3; i++) out.putFloat((float) Math.log(scene.scale()[3 * g + i]));
      for (var i = 0; i < 4; i++) out.putFloat(scene.rotation()[4 * g + i]);
    }
    var header = new StringBuilder("ply\nformat binary_little_endian 1.0\ncomment a test\nelement vertex " + scene.count() + "\n");
    names.forEach(name -> header.append("property float ").append(name).append('\n'));
    return join(header.append("end_header\n").toString(), out);
  }

  /// With the bounds of all Gaussians as those of every chunk.
  ///
  /// @param coloured whether the chunks have bounds of colours, too
  static byte[] compressed(Scene scene, boolean coloured) {
    var chunks = (scene.count() + 255) / 256;
    var header = new StringBuilder("ply\nformat binary_little_endian 1.0\nelement chunk " + chunks + "\n");
    for (var what : coloured ? List.of("", "scale_", "rgb") : List.of("", "scale_"))
      for (var end : List.of("min_", "max_"))
        for (var axis : List.of("x", "y", "z"))
          header.append("property float ")
              .append(what.equals("rgb") ? end + "rgb".charAt(axis.charAt(0) - 'x') : end + what + axis)
              .append('\n');
    header.append("element vertex ").append(scene.count()).append('\n');
    for (var field : List.of("position", "rotation", "scale", "color")) header.append("property uint packed_").append(field).append('\n');
    var above = scene.coefficients() - 1;
    if (above > 0) {
      header.append("element sh ").append(scene.count()).append('\n');
      for (var i = 0; i < 3 * above; i++) header.append("property uchar f_rest_").append(i).append('\n');
    }
    var out = buffer(chunks * 72 + scene.count() * (16 + 3 * above));
    for (var chunk = 0; chunk < chunks; chunk++) {
      for (var value : new float[] {-4, -4, -4, 4, 4, 4, -6, -6, -6, 2, 2, 2}) out.putFloat(value);
      if (coloured) for (var value : new float[] {-1, -1, -1, 2, 2, 2}) out.putFloat(value);
    }
    for (var g = 0; g < scene.count(); g++) {
      out.putInt(bits(scene, g, false));
      out.putInt(rotation(scene, g));
      out.putInt(bits(scene, g, true));
      var packed = 0;
      for (var c = 0; c < 3; c++) {
        var plain = 0.5 + Scene.FLAT * colour(scene, g, 0, c);
        packed = packed << 8 | (int) Math.round(255 * Math.clamp(coloured ? (plain + 1) / 3 : plain, 0, 1));
      }
      out.putInt(packed << 8 | Math.round(255 * scene.opacity()[g]));
    }
    if (above > 0)
      for (var g = 0; g < scene.count(); g++)
        for (var c = 0; c < 3; c++)
          for (var k = 1; k <= above; k++) out.put((byte) Math.round((colour(scene, g, k, c) + 4) * 255 / 8));
    return join(header.append("end_header\n").toString(), out);
  }

  private static int bits(Scene scene, int g, boolean scale) {
    var packed = 0;
    for (var i = 0; i < 3; i++) {
      var share = scale ? (Math.log(scene.scale()[3 * g + i]) + 6) / 8 : (scene.position()[3 * g + i] + 4) / 8;
      var width = i == 1 ? 10 : 11;
      packed = packed << width | (int) Math.round(share * ((1 << width) - 1));
    }
    return packed;
  }

  private static int rotation(Scene scene, int g) {
    var q = unit(scene, g);
    var largest = largest(q);
    var packed = largest;
    for (var i = 0; i < 4; i++)
      if (i != largest) packed = packed << 10 | (int) Math.round((q[i] * Math.signum(q[largest]) / Math.sqrt(2) + 0.5) * 1023);
    return packed;
  }

  static byte[] splat(Scene scene) {
    var out = buffer(32 * scene.count());
    for (var g = 0; g < scene.count(); g++) {
      for (var i = 0; i < 3; i++) out.putFloat(scene.position()[3 * g + i]);
      for (var i = 0; i < 3; i++) out.putFloat(scene.scale()[3 * g + i]);
      for (var c = 0; c < 3; c++) out.put(unsigned(255 * (0.5 + Scene.FLAT * colour(scene, g, 0, c))));
      out.put(unsigned(255 * scene.opacity()[g]));
      for (var element : unit(scene, g)) out.put(unsigned(128 + 128 * element));
    }
    return out.array();
  }

  /// y and z are turned, and the harmonics with them.
  static byte[] spz(Scene scene, int version) {
    return zip(unzippedSpz(scene, version));
  }

  static byte[] unzippedSpz(Scene scene, int version) {
    var n = scene.count();
    var above = scene.coefficients() - 1;
    var out = buffer(16 + n * ((version == 1 ? 6 : 9) + 1 + 3 + 3 + (version == 3 ? 4 : 3) + 3 * above));
    out.putInt(0x5053474e).putInt(version).putInt(n).put((byte) (Math.sqrt(above + 1) - 1)).put((byte) 12).put((byte) 1).put((byte) 0);
    for (var i = 0; i < 3 * n; i++) {
      var value = (i % 3 == 0 ? 1 : -1) * scene.position()[i];
      var fixed = Math.round(value * 4096);
      if (version == 1) out.putShort(Float.floatToFloat16(value));
      else out.put((byte) fixed).put((byte) (fixed >> 8)).put((byte) (fixed >> 16));
    }
    for (var value : scene.opacity()) out.put(unsigned(255 * value));
    for (var g = 0; g < n; g++) for (var c = 0; c < 3; c++) out.put(unsigned(255 * (0.5 + 0.15 * colour(scene, g, 0, c))));
    for (var value : scene.scale()) out.put(unsigned(16 * (Math.log(value) + 10)));
    for (var g = 0; g < n; g++) {
      var q = unit(scene, g);
      var turned = new double[] {q[1], -q[2], -q[3], q[0]};
      if (version == 3) {
        var largest = largest(turned);
        var packed = largest;
        for (var i = 0; i < 4; i++) {
          if (i == largest) continue;
          var negative = turned[i] < 0 != turned[largest] < 0 ? 1 : 0;
          packed = packed << 10 | negative << 9 | (int) Math.round(511 * Math.abs(turned[i]) * Math.sqrt(2));
        }
        out.putInt(packed);
      } else {
        for (var i = 0; i < 3; i++) out.put(unsigned(127.5 * (1 + turned[i] * Math.signum(turned[3]))));
      }
    }
    for (var g = 0; g < n; g++)
      for (var k = 1; k <= above; k++)
        for (var c = 0; c < 3; c++) out.put(unsigned(128 + 128 * sign(k) * colour(scene, g, k, c)));
    return out.array();
  }

  /// How a harmonic changes when y and z change their signs, by a direction in general position.
  private static double sign(int k) {
    return Math.signum(RealHarmonics.at(0.3, 0.5, 0.81)[k] * RealHarmonics.at(0.3, -0.5, -0.81)[k]);
  }

  static byte[] zip(byte[] bytes) {
    try (var out = new ByteArrayOutputStream()) {
      try (var zip = new GZIPOutputStream(out)) {
        zip.write(bytes);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float colour(Scene scene, int g, int k, int c) {
    return scene.harmonics()[3 * (g * scene.coefficients() + k) + c];
  }

  static double[] unit(Scene scene, int g) {
    var q = new double[4];
    var square = 0.0;
    for (var i = 0; i < 4; i++) {
      q[i] = scene.rotation()[4 * g + i];
      square += q[i] * q[i];
    }
    for (var i = 0; i < 4; i++) q[i] /= Math.sqrt(square);
    return q;
  }

  private static int largest(double[] q) {
    var largest = 0;
    for (var i = 1; i < 4; i++) if (Math.abs(q[i]) > Math.abs(q[largest])) largest = i;
    return largest;
  }

  private static byte unsigned(double value) {
    return (byte) Math.clamp(Math.round(value), 0, 255);
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] join(String header, ByteBuffer rows) {
    var start = header.getBytes(StandardCharsets.US_ASCII);
    var all = new byte[start.length + rows.position()];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(rows.array(), 0, all, start.length, rows.position());
    return all;
  }
}
