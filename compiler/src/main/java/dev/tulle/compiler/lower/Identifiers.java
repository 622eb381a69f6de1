package dev.tulle.compiler.lower;

import java.util.HashSet;
import java.util.Set;

/// Names for the inside of a kernel: plain ASCII identifiers, each given once, none a word of a language that kernels are printed in.
final class Identifiers {
  private static final Set<String> RESERVED = Set.of(
      ("abstract assert auto bool boolean break byte case catch char class const continue default delete do double else enum extends extern false final finally float "
          + "for friend global goto half if implements import inline inout instanceof int interface kernel local long mutable namespace native new null operator "
          + "package private protected public register restrict return short signed sizeof static strictfp struct super switch synchronized template this throw "
          + "throws transient true try typedef typename uint union unsigned using var virtual void volatile while yield record sealed permits constant Math Integer")
              .split(" "));

  private final Set<String> taken = new HashSet<>();

  /// The wanted name, made an identifier, with a number behind it if it is taken.
  String fresh(String wanted) {
    String base = plain(wanted);
    String name = base;
    for (int n = 2; !taken.add(name); n++) name = base + "_" + n;
    return name;
  }

  static String plain(String name) {
    String word = name.replaceAll("[^A-Za-z0-9_]", "_");
    boolean bad = word.isEmpty() || Character.isDigit(word.charAt(0)) || RESERVED.contains(word);
    return bad ? word + "_" : word;
  }
}
