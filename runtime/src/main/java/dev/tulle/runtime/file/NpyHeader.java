package dev.tulle.runtime.file;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The dictionary at the start of a `.npy` file: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
record NpyHeader(StoredType type, ByteOrder order, boolean fortran, long[] shape) {
  private static final int MOST_AXES = 32;

  static NpyHeader parse(Place place, String text) {
    return new Parser(place, text).header();
  }

  private static final class Parser {
    private final Place place;
    private final String text;
    private int at;

    private Parser(Place place, String text) {
      this.place = place;
      this.text = text;
    }

    private NpyHeader header() {
      String descr = null;
      Boolean fortran = null;
      long[] shape = null;
      Set<String> seen = new HashSet<>();
      expect('{');
      while (!take('}')) {
        String key = string();
        if (!seen.add(key)) throw place.error("the header has '" + key + "' twice");
        expect(':');
        switch (key) {
          case "descr" -> descr = string();
          case "fortran_order" -> fortran = truth();
          case "shape" -> shape = shape();
          default -> throw place.error("the header has an unknown key '" + key + "'");
        }
        if (!take(',')) {
          expect('}');
          break;
        }
      }
      space();
      if (at != text.length()) throw malformed("the end");
      if (descr == null || fortran == null || shape == null) throw place.error("the header must have 'descr', 'fortran_order' and 'shape'");
      return typed(descr, fortran, shape);
    }

    private NpyHeader typed(String descr, boolean fortran, long[] shape) {
      ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      if (descr.isEmpty() || "<>|=".indexOf(descr.charAt(0)) < 0) throw unsupported(descr);
      StoredType type = switch (descr.substring(1)) {
        case "f2" -> StoredType.F16;
        case "f4" -> StoredType.F32;
        case "f8" -> StoredType.F64;
        case "i1" -> StoredType.I8;
        case "u1" -> StoredType.U8;
        case "i2" -> StoredType.I16;
        case "u2" -> StoredType.U16;
        case "i4" -> StoredType.I32;
        case "u4" -> StoredType.U32;
        case "i8" -> StoredType.I64;
        case "u8" -> StoredType.U64;
        case "b1" -> StoredType.BOOL;
        default -> throw unsupported(descr);
      };
      return new NpyHeader(type, order, fortran, shape);
    }

    private RuntimeException unsupported(String descr) {
      return place.error("elements of type '" + descr + "' cannot be read; there are f2, f4, f8, i1, u1, i2, u2, i4, u4, i8, u8 and b1");
    }

    private String string() {
      space();
      if (at >= text.length() || text.charAt(at) != '\'' && text.charAt(at) != '"') {
        throw malformed("a quoted word (structured element types cannot be read)");
      }
      int end = text.indexOf(text.charAt(at), at + 1);
      if (end < 0) throw malformed("a closing quote");
      String word = text.substring(at + 1, end);
      at = end + 1;
      return word;
    }

    private boolean truth() {
      space();
      for (boolean value : new boolean[] {false, true}) {
        String word = value ? "True" : "False";
        if (text.startsWith(word, at)) {
          at += word.length();
          return value;
        }
      }
      throw malformed("True or False");
    }

    private long[] shape() {
      List<Long> extents = new ArrayList<>();
      expect('(');
      while (!take(')')) {
        extents.add(extent());
        if (extents.size() > MOST_AXES) throw place.error("the shape has more than " + MOST_AXES + " axes");
        if (!take(',')) {
          expect(')');
          break;
        }
      }
      return extents.stream().mapToLong(Long::longValue).toArray();
    }

    private long extent() {
      space();
      int start = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) at++;
      if (start == at) throw malformed("an extent (not negative)");
      try {
        return Long.parseLong(text, start, at, 10);
      } catch (NumberFormatException e) {
        throw place.error("the shape has an extent of " + (at - start) + " digits");
      }
    }

    private void space() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private boolean take(char c) {
      space();
      if (at >= text.length() || text.charAt(at) != c) return false;
      at++;
      return true;
    }

    private void expect(char c) {
      if (!take(c)) throw malformed("'" + c + "'");
    }

    private RuntimeException malformed(String expected) {
      String rest = text.substring(Math.min(at, text.length()), Math.min(at + 20, text.length()));
      return place.error("the header should have " + expected + " before \"" + rest.strip() + "\"");
    }
  }
}
