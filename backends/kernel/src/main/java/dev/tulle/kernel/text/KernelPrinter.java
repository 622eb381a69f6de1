package dev.tulle.kernel.text;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Prints kernels:
///
///     tulle-kernel 1
///     kernel row_sum
///     size n: i32
///     buffer x: f32[n] read
///     grid t < n
///     {
///       let a: f32 = x[t] * 2.0f
///       ...
public final class KernelPrinter {
  static final String HEADER = "tulle-kernel";

  /// Of the text format; the first line carries it.
  public static final int VERSION = 1;

  private final StringBuilder out = new StringBuilder();
  private final Scope scope = new Scope();
  private final ExpressionPrinter expressions;

  private KernelPrinter(boolean types) {
    expressions = new ExpressionPrinter(types ? Optional.of(scope) : Optional.empty());
  }

  public static String print(Kernel kernel) {
    KernelPrinter p = new KernelPrinter(true);
    p.kernel(kernel);
    return p.out.toString();
  }

  /// An expression without the types of its names; [KernelParser#expression] reads it back given those.
  public static String print(Expr e) {
    return new ExpressionPrinter(Optional.empty()).print(e);
  }

  /// One statement for people: without the types of names and loads.
  public static String print(Stmt s) {
    KernelPrinter p = new KernelPrinter(false);
    p.statement(s, "");
    return p.out.toString();
  }

  private void kernel(Kernel k) {
    line("", HEADER + " " + VERSION);
    line("", "kernel " + Words.name(k.name()));
    k.doc().forEach(d -> line("", "doc " + Words.quote('"', d)));
    for (Kernel.SizeParameter s : k.sizes()) {
      line("", "size " + Words.name(s.name()) + ": " + Operators.word(s.type()));
      scope.declare(s);
    }
    k.facts().forEach(f -> line("", "fact " + expressions.print(f)));
    for (Buffer b : k.buffers()) {
      line("", buffer(b));
      scope.declare(b);
    }
    for (Kernel.GridAxis g : k.grid()) {
      line("", "grid " + Words.name(g.name()) + " < " + expressions.print(g.extent()));
      scope.declare(g);
    }
    line("", "{");
    body(k.body(), "");
    line("", "}");
  }

  private String buffer(Buffer b) {
    String range = b.values().map(v -> " values " + expressions.print(v.low()) + " to " + expressions.print(v.high())).orElse("");
    String shape = b.shape().stream().map(expressions::print).collect(Collectors.joining(", ", "[", "]"));
    return "buffer " + Words.name(b.name()) + ": " + Operators.word(b.element()) + shape + " " + Operators.word(b.access()) + range;
  }

  private void body(Stmt.Block block, String indent) {
    scope.open();
    statements(block.statements(), indent + "  ");
    scope.close();
  }

  private void statements(List<Stmt> statements, String indent) {
    for (Stmt s : statements) {
      statement(s, indent);
      scope.declare(s);
    }
  }

  private void statement(Stmt s, String indent) {
    switch (s) {
      case Stmt.Block b -> braces(indent, "", b);
      case Stmt.Let l -> line(indent, "let " + Words.name(l.name()) + ": " + l.value().type() + " = " + expressions.print(l.value()));
      case Stmt.Var v -> line(indent, "var " + Words.name(v.name()) + ": " + v.initial().type() + " = " + expressions.print(v.initial()));
      case Stmt.Assign a -> line(indent, Words.name(a.name()) + " = " + expressions.print(a.value()));
      case Stmt.If i -> choice(i, indent);
      case Stmt.For f -> loop(f, indent);
      case Stmt.While w ->
          braces(indent, "while " + expressions.print(w.condition()) + " bound " + expressions.print(w.bound()) + " ", w.body());
      case Stmt.Alloc a -> {
        String shape = a.shape().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
        line(indent, "alloc " + Operators.word(a.space()) + " " + Words.name(a.name()) + ": " + Operators.word(a.element()) + shape);
      }
      case Stmt.Store t -> line(indent, expressions.access(t.buffer(), t.at(), t.mask()) + " = " + expressions.print(t.value()));
      case Stmt.Atomic a ->
          line(indent, "atomic " + Operators.word(a.op()) + " " + expressions.access(a.buffer(), a.at(), Optional.empty()) + " = "
              + expressions.print(a.value()));
      case Stmt.Items i -> {
        scope.open();
        scope.declare(i.name(), Type.I32);
        braces(indent, "items " + Words.name(i.name()) + " < " + i.extent() + " ", i.body());
        scope.close();
      }
      case Stmt.Collect c ->
          line(indent,
              "collect " + Words.name(c.name()) + " = " + Operators.word(c.op()) + " " + Words.name(c.array()) + "[" + c.count() + "]");
      case Stmt.Multiply m ->
          line(indent, "multiply " + Words.name(m.sum()) + " = " + Words.name(m.left()) + (m.leftAcross() ? " across" : "") + " * "
              + Words.name(m.right()) + (m.rightAcross() ? " across" : "") + " depth " + m.depth() + " rows " + m.warpRows());
      case Stmt.Scan c -> line(indent, "scan " + Words.name(c.total()) + " = " + Words.name(c.array()) + "[" + c.count() + "]");
      case Stmt.Fail f ->
          line(indent, "fail " + f.site() + " at " + expressions.print(f.position()) + " value " + expressions.print(f.value()));
    }
  }

  private void choice(Stmt.If i, String indent) {
    line(indent, "if " + expressions.print(i.condition()) + " {");
    body(i.then(), indent);
    if (!i.otherwise().statements().isEmpty()) {
      line(indent, "} else {");
      body(i.otherwise(), indent);
    }
    line(indent, "}");
  }

  private void loop(Stmt.For f, String indent) {
    String step = f.step() == 1 ? "" : " step " + f.step();
    String range = Words.name(f.name()) + " = " + expressions.print(f.from()) + " to " + expressions.print(f.to());
    scope.open();
    scope.declare(f.name(), f.from().type());
    braces(indent, "for " + range + step + (f.unroll() ? " unroll " : " "), f.body());
    scope.close();
  }

  private void braces(String indent, String head, Stmt.Block body) {
    line(indent, head + "{");
    body(body, indent);
    line(indent, "}");
  }

  private void line(String indent, String text) {
    out.append(indent).append(text).append('\n');
  }
}
