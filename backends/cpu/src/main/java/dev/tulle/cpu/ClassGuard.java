package dev.tulle.cpu;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.DoubleEntry;
import java.lang.classfile.constantpool.FloatEntry;
import java.lang.classfile.constantpool.IntegerEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LongEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.ModuleEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PackageEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.util.Set;
import java.util.stream.Stream;

/// Reads a class of a bundle before it is defined, and refuses it unless all it can name is what generated kernels name: arithmetic,
/// vectors, and reads and writes through [Memory]. So a bundle cannot open a file, load a library, make a segment or reflect. It can
/// still loop for ever or write to a wrong address: kernels run with the application's rights.
final class ClassGuard {
  /// The largest class file that a kernel may have.
  static final int LARGEST = 1 << 20;

  private static final int MOST_METHODS = 256;
  private static final int JAVA_25 = 69;
  private static final Set<AccessFlag> METHOD_FLAGS = Set.of(AccessFlag.PUBLIC, AccessFlag.PRIVATE, AccessFlag.STATIC);

  private final String name;
  private final ClassModel type;

  private ClassGuard(String name, ClassModel type) {
    this.name = name;
    this.type = type;
  }

  /// @param name the class that the bytes must hold, with its package
  /// @throws SecurityException that names the class and what it may not have
  static void check(String name, byte[] binary) {
    if (binary.length > LARGEST) throw new SecurityException("class " + name + " has " + binary.length + " bytes, more than " + LARGEST);
    try {
      ClassGuard guard = new ClassGuard(name, ClassFile.of().parse(binary));
      guard.checkShape();
      for (PoolEntry entry : guard.type.constantPool()) guard.checkConstant(entry);
    } catch (IllegalArgumentException malformed) {
      throw new SecurityException("class " + name + " is damaged: " + malformed.getMessage(), malformed);
    }
  }

  private SecurityException refuse(String what) {
    return new SecurityException("class " + name + " " + what + ", which no kernel needs");
  }

  private String internalName() {
    return name.replace('.', '/');
  }

  private void checkShape() {
    String own = type.thisClass().asInternalName();
    if (!own.equals(internalName())) throw refuse("calls itself " + own);
    if (type.majorVersion() > JAVA_25 || type.minorVersion() != 0)
      throw refuse("has version " + type.majorVersion() + "." + type.minorVersion());
    boolean plain = type.superclass().map(s -> s.asInternalName().equals("java/lang/Object")).orElse(false);
    if (!plain) throw refuse("extends another class");
    if (!type.interfaces().isEmpty()) throw refuse("implements an interface");
    if (type.methods().size() > MOST_METHODS) throw refuse("has " + type.methods().size() + " methods");
    for (FieldModel field : type.fields()) {
      boolean species = field.fieldType().equalsString("Ljdk/incubator/vector/VectorSpecies;") && field.flags().has(AccessFlag.FINAL);
      if (!species) throw refuse("has the field " + field.fieldName());
    }
    type.methods().forEach(this::checkMethod);
  }

  private void checkMethod(MethodModel method) {
    boolean constructor = method.methodName().equalsString("<init>");
    boolean flags = METHOD_FLAGS.containsAll(method.flags().flags()) && (constructor || method.flags().has(AccessFlag.STATIC));
    if (!flags) throw refuse("has the method " + method.methodName() + " with flags " + method.flags().flags());
    int length = method.code().map(c -> ((CodeAttribute) c).codeLength()).orElse(0);
    if (length == 0) throw refuse("has the method " + method.methodName() + " without code");
  }

  private void checkConstant(PoolEntry entry) {
    switch (entry) {
      case MemberRefEntry member -> {
        String owner = member.owner().asInternalName();
        String described = owner + "." + member.name().stringValue() + member.type().stringValue();
        boolean allowed = owner.equals(internalName()) ? declares(member)
            : AllowedMembers.contains(owner, member.name().stringValue(), member.type().stringValue());
        if (!allowed) throw refuse("names " + described);
      }
      case ClassEntry c -> {
        String named = c.asInternalName();
        if (!named.equals(internalName()) && !AllowedMembers.containsClass(named)) throw refuse("names the class " + named);
      }
      case InvokeDynamicEntry _, ConstantDynamicEntry _, MethodHandleEntry _, MethodTypeEntry _ ->
          throw refuse("has a dynamic constant or call");
      case ModuleEntry _, PackageEntry _ -> throw refuse("names a module or package");
      case StringEntry _ -> throw refuse("has a string constant");
      case IntegerEntry _, LongEntry _, FloatEntry _, DoubleEntry _ -> {
        // Numbers do no harm.
      }
      case Utf8Entry _, NameAndTypeEntry _ -> {
        // Checked where they are referred to.
      }
    }
  }

  /// Whether the class itself has the member: otherwise the name would be looked up in `Object`.
  private boolean declares(MemberRefEntry member) {
    String wanted = member.name().stringValue() + member.type().stringValue();
    return Stream.concat(
        type.methods().stream().map(m -> m.methodName().stringValue() + m.methodType().stringValue()),
        type.fields().stream().map(f -> f.fieldName().stringValue() + f.fieldType().stringValue()))
        .anyMatch(wanted::equals);
  }
}
