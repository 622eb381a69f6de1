package dev.tulle.dsl.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The nodes directly below a node, in the order of the text.
public final class Children {
  private Children() {}

  public static List<Node> of(Node node) {
    return switch (node) {
      case SyntaxFile n -> List.copyOf(n.declarations());
      case Declaration n -> of(n);
      case Declaration.Parameter n -> List.of(n.name(), n.value());
      case Formal n -> of(n);
      case Item n -> of(n);
      case Expression n -> of(n);
      case Slice.At n -> List.of(n.position());
      case Slice.Whole n -> List.of();
      case Identifier n -> List.of();
      case Head n -> list(n.name(), n.indices());
      case Binder n -> list(n.name(), n.range());
      case Axis n -> list(n.index(), n.extent());
      case TensorType n -> List.copyOf(n.axes());
      case FormatClause n -> list(n.name(), n.arguments());
      case OrderClause n -> List.of(n.index(), n.key());
      case Carried n -> List.of(n.head(), n.initial());
      case Argument n -> list(n.name(), n.value());
    };
  }

  private static List<Node> of(Declaration node) {
    return switch (node) {
      case Declaration.Import n -> List.copyOf(n.path());
      case Declaration.Model n -> list(n.name(), n.parameters(), n.items());
      case Declaration.Layer n -> list(n.name(), n.formals(), n.results(), n.items());
      case Declaration.Broken n -> List.copyOf(n.names());
    };
  }

  private static List<Node> of(Formal node) {
    return switch (node) {
      case Formal.OfTensor n -> list(n.name(), n.type(), n.where(), n.format());
      case Formal.OfPattern n -> list(n.head(), n.format());
      case Formal.OfValue n -> List.of(n.name(), n.value());
    };
  }

  private static List<Node> of(Item node) {
    return switch (node) {
      case Item.Tensors n -> list(n.names(), n.type(), n.where(), n.format());
      case Item.GivenPattern n -> list(n.head(), n.format());
      case Item.States n -> list(n.names(), n.type(), n.where(), n.initial());
      case Item.StatePattern n -> List.of(n.head(), n.initial());
      case Item.Entry n -> list(n.name(), n.formals(), n.items());
      case Item.Sizes n -> List.copyOf(n.names());
      case Item.Require n -> List.of(n.condition());
      case Item.Const n -> list(n.name(), n.values());
      case Item.Let n -> list(n.head(), n.where(), n.value());
      case Item.LetMany n -> list(n.names(), n.call());
      case Item.Output n -> list(n.head(), n.where(), n.value());
      case Item.DefinePattern n -> list(n.head(), n.condition(), n.order(), n.format());
      case Item.Update n -> list(n.head(), n.where(), n.value());
      case Item.Next n -> list(n.head(), n.where(), n.value());
      case Item.Skip n -> List.of(n.condition());
      case Item.Stop n -> List.of(n.condition());
      case Item.Until n -> List.of(n.condition());
      case Item.Repeat n -> list(n.counter(), n.count(), n.carried(), n.items());
      case Item.Fold n -> list(n.rows(), n.element(), n.where(), n.carried(), n.items());
      case Item.Broken n -> List.copyOf(n.names());
    };
  }

  private static List<Node> of(Expression node) {
    return switch (node) {
      case Expression.IntegerLiteral n -> List.of();
      case Expression.FloatLiteral n -> List.of();
      case Expression.Infinity n -> List.of();
      case Expression.BooleanLiteral n -> List.of();
      case Expression.Name n -> List.of();
      case Expression.Indexed n -> list(n.base(), n.path(), n.slices());
      case Expression.Call n -> list(n.function(), n.arguments());
      case Expression.Reduce n -> list(n.binders(), n.where(), n.body());
      case Expression.Row n -> list(n.binders(), n.where(), n.operand());
      case Expression.Select n -> list(n.binders(), n.group(), n.count(), n.where(), n.operand());
      case Expression.Unary n -> List.of(n.operand());
      case Expression.Binary n -> List.of(n.left(), n.right());
      case Expression.Comparison n -> List.copyOf(n.operands());
      case Expression.Coalesce n -> List.of(n.first(), n.second());
      case Expression.If n -> List.of(n.condition(), n.then(), n.otherwise());
      case Expression.Cast n -> List.of(n.operand());
      case Expression.Defined n -> List.of(n.operand());
    };
  }

  /// Nodes, optional nodes and lists of nodes, one behind the other.
  private static List<Node> list(Object... parts) {
    List<Node> nodes = new ArrayList<>();
    for (Object part : parts) {
      switch (part) {
        case Node node -> nodes.add(node);
        case Optional<?> node -> node.ifPresent(n -> nodes.add((Node) n));
        case List<?> many -> many.forEach(n -> nodes.add((Node) n));
        default -> throw new IllegalStateException("not part of a syntax tree: " + part);
      }
    }
    return nodes;
  }
}
