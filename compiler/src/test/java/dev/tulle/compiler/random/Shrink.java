package dev.tulle.compiler.random;

import dev.tulle.compiler.differential.CompiledSpec;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.grammar.TulleParser;
import dev.tulle.dsl.source.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;

/// Makes a failing program small: statements and clauses go, expressions become their parts or literals, sizes shrink, as long as the
/// program fails in the same bucket.
final class Shrink {
  private final String bucket;
  private final long until;
  private Trial trial;

  /// The smallest that was found.
  record Smallest(String text, Trial trial) {}

  private Shrink(String bucket, Trial trial, long until) {
    this.bucket = bucket;
    this.trial = trial;
    this.until = until;
  }

  /// @param seconds after which what is smallest then is taken
  static Smallest shrink(String text, Trial trial, Failure failure, int seconds) {
    Shrink shrink = new Shrink(failure.bucket(), trial, System.nanoTime() + seconds * 1_000_000_000L);
    String small = shrink.text(text);
    shrink.sizes(small);
    return new Smallest(small, shrink.trial);
  }

  private boolean isLate() {
    return System.nanoTime() > until;
  }

  private boolean fails(String text, Trial with) {
    Front.Result checked = Front.check(new Source("smaller", text), Front.Options.defaults());
    if (checked.model().isEmpty()) return false;
    Optional<Failure> failure;
    try {
      failure = with.run(new CompiledSpec("smaller", text)).failure();
    } catch (RuntimeException | StackOverflowError fault) {
      failure = Optional.of(Failure.of(fault));
    }
    return failure.map(Failure::bucket).filter(bucket::equals).isPresent();
  }

  private String text(String whole) {
    String text = whole;
    boolean smaller = true;
    while (smaller && !isLate()) {
      smaller = false;
      for (String candidate : candidates(text)) {
        if (isLate()) return text;
        if (fails(candidate, trial)) {
          text = candidate;
          smaller = true;
          break;
        }
      }
    }
    return text;
  }

  private void sizes(String text) {
    for (String name : List.copyOf(trial.sizes().keySet())) {
      for (long size = 0; size < trial.sizes().get(name) && !isLate(); size++) {
        Map<String, Long> smaller = new TreeMap<>(trial.sizes());
        smaller.put(name, size);
        if (!fails(text, trial.withSizes(smaller))) continue;
        trial = trial.withSizes(smaller);
        break;
      }
    }
  }

  /// Every text that one step makes, the smallest first.
  static List<String> candidates(String text) {
    Set<String> candidates = new LinkedHashSet<>();
    collect(parser(text).file(), text, candidates);
    return candidates.stream().filter(c -> c.length() < text.length()).sorted(Comparator.comparingInt(String::length)).toList();
  }

  private static TulleParser parser(String text) {
    return new TulleParser(new CommonTokenStream(new TulleLexer(CharStreams.fromString(text))));
  }

  private static void collect(ParserRuleContext node, String text, Set<String> candidates) {
    switch (node) {
      case TulleParser.StmtContext _, TulleParser.DeclarationContext _, TulleParser.WhereContext _, TulleParser.ElemContext _,
          TulleParser.AsFormatContext _, TulleParser.OrderByContext _ ->
          candidates.add(replaced(text, node, ""));
          case TulleParser.CarriedContext carried -> withoutOne(carried.carry(), text, candidates);
          case TulleParser.LhsContext lhs -> withoutOne(lhs.binder(), text, candidates);
          case TulleParser.OrContext or -> parts(or, text, candidates, List.of("true", "false"));
          case TulleParser.CmpContext comparison -> parts(comparison, text, candidates, List.of("true", "false"));
          case TulleParser.ExprContext expression -> parts(expression, text, candidates, List.of("0.5", "1", "true"));
          case TulleParser.AddContext sum -> parts(sum, text, candidates, List.of("0.5", "1"));
          case TulleParser.TermContext term -> parts(term, text, candidates, List.of("0.5", "1"));
          case TulleParser.PostContext post -> parts(post, text, candidates, List.of("0.5", "1", "(true)"));
          default -> {}
        }
        for (ParseTree child : childrenOf(node)) if (child instanceof ParserRuleContext rule) collect(rule, text, candidates);
      }

      private static List<ParseTree> childrenOf(ParserRuleContext node) {
        return node.children == null ? List.of() : node.children;
      }

      /// The literals, and what stands inside at any depth.
      private static void parts(ParserRuleContext node, String text, Set<String> candidates, List<String> literals) {
        for (String literal : literals) candidates.add(replaced(text, node, literal));
        List<ParserRuleContext> inside = new ArrayList<>();
        operands(node, inside);
        for (ParserRuleContext operand : inside) {
          String part = of(text, operand);
          candidates.add(replaced(text, node, operand instanceof TulleParser.PostContext ? part : "(" + part + ")"));
        }
      }

      private static void operands(ParserRuleContext node, List<ParserRuleContext> inside) {
        for (ParseTree child : childrenOf(node)) {
          if (child instanceof TulleParser.PostContext || child instanceof TulleParser.ExprContext
              || child instanceof TulleParser.AddContext) {
            inside.add((ParserRuleContext) child);
          }
          if (child instanceof ParserRuleContext rule) operands(rule, inside);
        }
      }

      private static void withoutOne(List<? extends ParserRuleContext> list, String text, Set<String> candidates) {
        for (int i = 0; i < list.size() && list.size() > 1; i++) {
          int from = i == 0 ? list.get(i).getStart().getStartIndex() : list.get(i - 1).getStop().getStopIndex() + 1;
          int to = i == 0 ? list.get(1).getStart().getStartIndex() : list.get(i).getStop().getStopIndex() + 1;
          candidates.add(text.substring(0, from) + text.substring(to));
        }
      }

      private static String of(String text, ParserRuleContext node) {
        return text.substring(node.getStart().getStartIndex(), node.getStop().getStopIndex() + 1);
      }

      private static String replaced(String text, ParserRuleContext node, String by) {
        String tail = text.substring(node.getStop().getStopIndex() + 1);
        return text.substring(0, node.getStart().getStartIndex()).replaceFirst(by.isEmpty() ? "[ \\n]+$" : "$", "")
            + (by.isEmpty() ? "" : by)
            + tail;
      }
    }
