package dev.tulle.cpu;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.emit.Access;
import dev.tulle.kernel.emit.Code;
import dev.tulle.kernel.emit.Dialect;
import dev.tulle.kernel.emit.Names;
import dev.tulle.kernel.emit.Spelling;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.SourceVersion;

/// Java. A kernel is a class with a method `run` for a range of groups, which calls `group` for each: the JIT compiles a method that is
/// called often sooner and better than one that is called once and loops. Buffers are absolute addresses; arrays lie in scratch memory;
/// items are loops.
final class JavaDialect implements Dialect {
  /// The package of the generated classes.
  static final String PACKAGE = "tulle.kernels";

  private static final String WORDS = """
      abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally
      float for goto if implements import
      instanceof int interface long native new package private protected public return short static strictfp super switch
      synchronized this throw throws transient try
      void volatile while true false null _ yield record var sealed permits
      Math Float Memory VectorOperators VectorSpecies VectorMask VectorShuffle FloatVector IntVector LongVector ShortVector ByteVector
      ALL FLOAT INT LONG SHORT BYTE ORDER from to grid sizes buffers status scratch group rest tulle dev jdk
      FLOATS_4 FLOATS_8 FLOATS_16 INTS_4 INTS_8 INTS_16 LONGS_4 LONGS_8 SHORTS_4 SHORTS_8 SHORTS_16 BYTES_8 BYTES_16""";

  private static final long SHORT_LOOP = 16;

  private final Target target;
  private final JavaScalars scalars = new JavaScalars();

  JavaDialect(Target target) {
    this.target = target;
  }

  @Override
  public Set<String> reserved() {
    return Set.of(WORDS.strip().split("\\s+"));
  }

  @Override
  public Spelling scalars() {
    return scalars;
  }

  @Override
  public Spelling.Lanes vectors(int lanes) {
    if (lanes > target.lanes() || lanes < 4) throw new CompilerBug("emit: vectors of " + lanes + " lanes for " + target.name());
    return new JavaVectors(lanes, scalars);
  }

  @Override
  public String declare(Type type, String name, Code value, boolean constant) {
    Spelling spelling = type.isVector() ? vectors(type.lanes()) : scalars;
    return spelling.type(type) + " " + name + " = " + value.text() + ";";
  }

  @Override
  public String unrollHint() {
    return "";
  }

  /// Measured here: a loop over vectors whose length C2 knows, 96 rounds of sixteen sums, takes ten times as long as the same loop whose length is an argument. So the length
  /// of a loop is an argument of `group` unless it is short.
  @Override
  public Code loopEnd(Type type, long end) {
    return end <= SHORT_LOOP ? scalars.constant(type, end) : Code.primary(JavaFile.loopEnd(type, end));
  }

  @Override
  public String allocate(Array array, long offset) {
    String name = array.identifier();
    return "long " + name + " = scratch + " + offset + "L;\nMemory.clear(" + name + ", " + array.bytes() + "L);";
  }

  /// An array is touched by one thread only, so what is atomic for a buffer is plain there.
  @Override
  public String atomic(Stmt.AtomicOp op, Type type, Access access, Code value) {
    if (access.element() != type.scalar()) throw new CompilerBug("emit: atomic " + type + " on " + access.element());
    String word = op.name().charAt(0) + op.name().substring(1).toLowerCase(Locale.ROOT);
    return "Memory.atomic" + word + "(" + JavaScalars.address(access).text() + ", " + value.text() + ");";
  }

  @Override
  public Braces items(String name, int extent, boolean each) {
    return new Braces("for (int " + name + " = 0; " + name + " < " + extent + "; " + name + "++) {", "}");
  }

  @Override
  public Optional<Parallel> parallel() {
    return Optional.empty();
  }

  @Override
  public String fail(int site, Code position, Code value) {
    return "Memory.fail(status + " + 8L * site + "L, " + position.text() + ", " + value.text() + ");";
  }

  @Override
  public int bodyDepth() {
    return 2;
  }

  /// The simple name of a kernel's class.
  static String className(String kernel) {
    String name = Names.legal(kernel);
    return SourceVersion.isKeyword(name) ? name + "_" : name;
  }

  @Override
  public String file(Unit unit) {
    return new JavaFile(unit).text();
  }
}
