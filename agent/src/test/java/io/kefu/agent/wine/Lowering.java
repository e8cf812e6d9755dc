package io.kefu.agent.wine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/**
 * Makes the agent's class files run on Java 11, the only Windows JVM that packages hold: the file
 * version, the base class of records, and the few methods that came later. Nothing else changes.
 */
final class Lowering extends ClassVisitor {

  private static final Map<String, String> LATER_TYPES =
      Map.of(
          "java/lang/Record", "io/kefu/java11/Record",
          "java/lang/runtime/ObjectMethods", "io/kefu/java11/ObjectMethods",
          "java/lang/invoke/TypeDescriptor", "java/lang/Object",
          "java/util/HexFormat", "java/lang/Object",
          "java/util/random/RandomGenerator", "java/lang/Object");

  private static final String LATER = "io/kefu/java11/Later";

  private boolean itf;

  private Lowering(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** Lowers all classes of a folder into another. */
  static void lower(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        byte[] content = Files.readAllBytes(file);
        Files.write(target, file.toString().endsWith(".class") ? lower(content) : content);
      }
    }
  }

  private static byte[] lower(byte[] content) {
    ClassWriter writer = new ClassWriter(0);
    ClassVisitor chain =
        new Lowering(new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, LATER_TYPES)));
    new ClassReader(content).accept(chain, 0);
    return writer.toByteArray();
  }

  @Override
  public void visit(
      int version, int access, String name, String signature, String parent, String[] interfaces) {
    itf = (access & Opcodes.ACC_INTERFACE) != 0;
    super.visit(Opcodes.V11, access & ~Opcodes.ACC_RECORD, name, signature, parent, interfaces);
  }

  @Override
  public void visitPermittedSubclass(String name) {
    // Java 11 has no sealed types.
  }

  @Override
  public org.objectweb.asm.RecordComponentVisitor visitRecordComponent(
      String name, String descriptor, String signature) {
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    // Java 11's lambdas are no nestmates: what they call in another class of the nest is opened.
    int open = itf ? access : access & ~Opcodes.ACC_PRIVATE;
    return new Calls(super.visitMethod(open, name, descriptor, signature, exceptions));
  }

  private static final class Calls extends MethodVisitor {

    Calls(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean itf) {
      switch (owner + "." + name) {
        case "java/util/stream/Stream.toList" ->
            later("toList", "(Ljava/util/stream/Stream;)Ljava/util/List;");
        case "java/lang/String.formatted" ->
            later("formatted", "(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/String;");
        case "java/util/random/RandomGenerator.nextLong" ->
            later("nextLong", "(Ljava/lang/Object;J)J");
        case "java/util/HexFormat.of" -> later("hexFormat", "()Ljava/lang/Object;");
        case "java/util/HexFormat.formatHex" ->
            later("hex", "(Ljava/lang/Object;[B)Ljava/lang/String;");
        default -> super.visitMethodInsn(opcode, owner, name, descriptor, itf);
      }
    }

    private void later(String name, String descriptor) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, LATER, name, descriptor, false);
    }
  }
}
