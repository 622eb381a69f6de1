package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.grammar.TulleLexer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.antlr.v4.runtime.Token;

/// Knows the common slips by what stands around the offending token, and says how each is mended. What no rule knows becomes "expected …".
final class Slips {
  private static final Map<String, String> ELEMENTS = Map.ofEntries(
      Map.entry("float", "f32"),
      Map.entry("float32", "f32"),
      Map.entry("f64", "f32"),
      Map.entry("double", "f32"),
      Map.entry("float64", "f32"),
      Map.entry("half", "f16"),
      Map.entry("float16", "f16"),
      Map.entry("bfloat16", "bf16"),
      Map.entry("int", "i32"),
      Map.entry("int32", "i32"),
      Map.entry("i64", "i32"),
      Map.entry("long", "i32"),
      Map.entry("int64", "i32"),
      Map.entry("u32", "i32"),
      Map.entry("i16", "i32"),
      Map.entry("int8", "i8"),
      Map.entry("byte", "u8"),
      Map.entry("uint8", "u8"),
      Map.entry("boolean", "bool"),
      Map.entry("b1", "bool"));

  private final Places places;
  /// In this order: the first that knows the trouble speaks.
  private final List<Function<Trouble, Optional<Diagnostic>>> rules = List.of(
      this::secondAssignment,
      this::elseForCoalesce,
      this::signAtStart,
      this::operatorAfterProduct,
      this::operatorReadAsFunction,
      this::looseOperator,
      this::productAfterOperator,
      this::selectionWithoutCount,
      this::operatorWithoutIndices,
      this::unknownElement,
      this::incompleteIf,
      this::brackets,
      this::reservedWord);

  Slips(Places places) {
    this.places = places;
  }

  /// What to say about a trouble.
  Diagnostic explain(Trouble trouble) {
    for (var rule : rules) {
      Optional<Diagnostic> diagnostic = rule.apply(trouble);
      if (diagnostic.isPresent()) return diagnostic.get();
    }
    var expected = "expected " + Vocabulary.phrase(trouble.expected());
    return lacking(DiagnosticCode.T0001, trouble, expected, "found " + Vocabulary.found(trouble.token()), Hints.of(trouble));
  }

  /// `where i = j`, `let x = a = b`.
  private Optional<Diagnostic> secondAssignment(Trouble trouble) {
    if (trouble.type() != TulleLexer.ASSIGN || !Vocabulary.wantsOperator(trouble.expected())) return Optional.empty();
    Token token = trouble.token();
    if (trouble.opener() < 0) {
      int depth = 0;
      boolean where = false;
      for (Token t : trouble.tokens()) {
        switch (t.getType()) {
          case TulleLexer.LPAREN, TulleLexer.LBRACKET -> depth++;
          case TulleLexer.RPAREN, TulleLexer.RBRACKET -> depth--;
          case TulleLexer.WHERE -> where |= depth == 0;
          default -> {}
        }
        // Behind a `where` the first `=` was meant as `==` and the second one defines.
        if (depth == 0 && t.getType() == TulleLexer.ASSIGN) {
          if (where) token = t;
          break;
        }
      }
    }
    return Optional.of(report(DiagnosticCode.T0010, token, "`=` stands inside an expression", "this `=` would define something",
        "to compare, write `==`"));
  }

  /// `a[i] else 0`.
  private Optional<Diagnostic> elseForCoalesce(Trouble trouble) {
    boolean operandComplete = Vocabulary.wantsOperator(trouble.expected());
    if (trouble.type() != TulleLexer.ELSE || !operandComplete || trouble.expected().contains(TulleLexer.THEN)) return Optional.empty();
    var help = "for a value where the left side does not exist, write `a ?? b`; a choice is `if c then a else b`";
    return Optional.of(report(DiagnosticCode.T0014, trouble.token(), "`else` has no `if`", "", help));
  }

  /// `sum(d) -x[d]`.
  private Optional<Diagnostic> signAtStart(Trouble trouble) {
    boolean sign = trouble.type() == TulleLexer.MINUS || trouble.type() == TulleLexer.PLUS;
    Optional<String> operator = operatorClosedBefore(trouble);
    if (!sign || operator.isEmpty() || !Vocabulary.wantsExpression(trouble.expected())) return Optional.empty();
    String text = trouble.token().getText();
    String help = trouble.type() == TulleLexer.MINUS ? "put the operand in parentheses: `" + operator.get() + " (-x)`"
        : "leave the `+` out";
    return Optional.of(report(DiagnosticCode.T0016, trouble.token(), "the operand of `" + operator.get() + "` begins with a sign",
        "`" + text + "` here", help));
  }

  /// `sum(d) a[d] * sum(e) b[e]`, `a ?? sum(e) b[e]`.
  private Optional<Diagnostic> operatorAfterProduct(Trouble trouble) {
    boolean behind = switch (trouble.previous().getType()) {
      case TulleLexer.STAR, TulleLexer.SLASH, TulleLexer.PERCENT, TulleLexer.COALESCE, TulleLexer.MINUS -> true;
      default -> false;
    };
    if (!behind || !Vocabulary.OPERATORS.contains(trouble.type())) return Optional.empty();
    String word = trouble.token().getText();
    String message = "`" + word + "` behind `" + trouble.previous().getText() + "` needs parentheses here";
    return Optional
        .of(report(DiagnosticCode.T0012, trouble.token(), message, "", "write `" + trouble.previous().getText() + " (" + word + "(…) …)`"));
  }

  /// `a ?? max(j) x[j]`: behind `??` this is `max` of one value.
  private Optional<Diagnostic> operatorReadAsFunction(Trouble trouble) {
    int opener = trouble.openerOf(trouble.at() - 1);
    boolean function = trouble.typeAt(trouble.at() - 1) == TulleLexer.RPAREN && trouble.typeAt(opener - 1) == TulleLexer.MINMAX;
    boolean operand = trouble.type() == TulleLexer.ID || trouble.type() == TulleLexer.INT || trouble.type() == TulleLexer.LPAREN;
    if (!function || !operand || !Vocabulary.wantsOperator(trouble.expected())) return Optional.empty();
    Token word = trouble.tokens().get(opener - 1);
    String message = "`" + word.getText() + "` over an index needs parentheses here";
    return Optional.of(report(DiagnosticCode.T0012, word, message, "", "write `(" + word.getText() + "(…) …)`"));
  }

  /// `2 * if c then a else b`, `x[i: not a]`.
  private Optional<Diagnostic> looseOperator(Trouble trouble) {
    boolean loose = trouble.type() == TulleLexer.IF || trouble.type() == TulleLexer.NOT;
    if (!loose || !Vocabulary.wantsExpression(trouble.expected())) return Optional.empty();
    String word = trouble.token().getText();
    return Optional
        .of(report(DiagnosticCode.T0012, trouble.token(), "`" + word + "` needs parentheses here", "", "write `(" + word + " …)`"));
  }

  /// `2 * softmax(j) s[j] * g`, `sum(d) a[d] % b`.
  private Optional<Diagnostic> productAfterOperator(Trouble trouble) {
    boolean multiplicative = Vocabulary.MULTIPLICATIVE.contains(trouble.type());
    if (!multiplicative || !trouble.expected().contains(TulleLexer.PLUS)) return Optional.empty();
    String sign = trouble.token().getText();
    return Optional.of(
        report(
            DiagnosticCode.T0011,
            trouble.token(),
            "`" + sign + "` follows an operator that ends its term",
            "what does `" + sign + "` take: the whole, or the last operand?",
            "put parentheses around the one that is meant: `(op(i) a) " + sign + " b` or `op(i) (a " + sign + " b)`"));
  }

  /// `topk(e) s[e]`.
  private Optional<Diagnostic> selectionWithoutCount(Trouble trouble) {
    int opener = trouble.opener();
    boolean inSelection = opener > 0 && trouble.typeAt(opener - 1) == TulleLexer.SELECT;
    boolean early = trouble.type() == TulleLexer.RPAREN || trouble.type() == TulleLexer.WHERE;
    if (!inSelection || !early || !trouble.expected().contains(TulleLexer.COMMA)) return Optional.empty();
    String word = trouble.tokens().get(opener - 1).getText();
    String what = word.equals("topp") ? "a share: `topp(j, 0.95)`" : "a count: `" + word + "(e, 4)`";
    return Optional.of(
        report(DiagnosticCode.T0025, trouble.token(), "`" + word + "` lacks its last argument", "", "behind the indices stands " + what));
  }

  /// `sum x[d]`, `sum(x[d])`, `mean(x)`.
  private Optional<Diagnostic> operatorWithoutIndices(Trouble trouble) {
    int before = trouble.typeAt(trouble.at() - 1);
    if (Vocabulary.OPERATORS.contains(before) && trouble.type() != TulleLexer.LPAREN && trouble.expected().contains(TulleLexer.LPAREN)) {
      return Optional.of(withoutIndices(trouble, trouble.at() - 1));
    }
    int opener = trouble.opener();
    boolean inBinders = opener > 0 && Vocabulary.OPERATORS.contains(trouble.typeAt(opener - 1)) && !holdsWhere(trouble, opener);
    boolean operand = trouble.type() == TulleLexer.LBRACKET && trouble.at() == opener + 2;
    boolean binder = trouble.expected().contains(TulleLexer.WHERE) || trouble.at() == opener + 1 || operand;
    boolean word = Vocabulary.isReservedWord(trouble.token()) && !Vocabulary.OPERATORS.contains(trouble.type());
    if (inBinders && binder && !word && !trouble.atBoundary()) return Optional.of(withoutIndices(trouble, opener - 1));
    Optional<String> operator = operatorClosedBefore(trouble);
    if (operator.isEmpty() || !Vocabulary.wantsExpression(trouble.expected())) return Optional.empty();
    String message = "`" + operator.get() + "` lacks its operand";
    String help = "in the parentheses stand indices, behind them the operand: `sum(d) x[d]`";
    return Optional.of(lacking(DiagnosticCode.T0013, trouble, message, "the operand should stand here", help));
  }

  private Diagnostic withoutIndices(Trouble trouble, int operator) {
    String word = trouble.tokens().get(operator).getText();
    boolean selects = trouble.typeAt(operator) == TulleLexer.SELECT;
    String last = selects ? ", 4) x[d]`" : ") x[d]`";
    String help = "name the indices in parentheses, then the operand: `" + word + "(d" + last + ", or with a range `" + word + "(d: N"
        + last;
    return report(DiagnosticCode.T0013, trouble.tokens().get(operator), "`" + word + "` does not say over which indices", "", help);
  }

  private static boolean holdsWhere(Trouble trouble, int opener) {
    return trouble.tokens().subList(opener, trouble.at()).stream().anyMatch(t -> t.getType() == TulleLexer.WHERE);
  }

  /// The operator and its indices, as written, if they end just before the offending token.
  private static Optional<String> operatorClosedBefore(Trouble trouble) {
    int last = trouble.at() - 1;
    if (trouble.typeAt(last) != TulleLexer.RPAREN) return Optional.empty();
    int opener = trouble.openerOf(last);
    if (!Vocabulary.OPERATORS.contains(trouble.typeAt(opener - 1))) return Optional.empty();
    var text = new StringBuilder(trouble.tokens().get(opener - 1).getText()).append('(');
    boolean simple = last - opener <= 6;
    if (!simple) return Optional.of(text + "…)");
    for (Token token : trouble.tokens().subList(opener + 1, last)) {
      text.append(token.getText()).append(token.getType() == TulleLexer.COMMA || token.getType() == TulleLexer.COLON ? " " : "");
    }
    return Optional.of(text + ")");
  }

  /// `input x: float[T]`.
  private Optional<Diagnostic> unknownElement(Trouble trouble) {
    if (trouble.type() != TulleLexer.ID || !trouble.expected().contains(TulleLexer.ELEM) || trouble.expected().contains(TulleLexer.ID))
      return Optional.empty();
    String word = trouble.token().getText();
    String mend = ELEMENTS.get(word.toLowerCase(Locale.ROOT));
    boolean cast = trouble.typeAt(trouble.at() - 2) == TulleLexer.CAST;
    String help = cast ? "the type comes first: `cast(f16, x)`"
        : mend == null ? "there are `f32`, `f16`, `bf16`, `i32`, `i8`, `u8`, `bool`" : "did you mean `" + mend + "`?";
    return Optional.of(report(DiagnosticCode.T0024, trouble.token(), "`" + Vocabulary.quote(word) + "` is not an element type", "", help));
  }

  /// `if a then b` and nothing more.
  private Optional<Diagnostic> incompleteIf(Trouble trouble) {
    boolean lacksElse = trouble.expected().contains(TulleLexer.ELSE);
    boolean lacksThen = trouble.expected().contains(TulleLexer.THEN);
    if (!lacksElse && !lacksThen || trouble.type() == TulleLexer.RBRACKET) return Optional.empty();
    String lacking = lacksThen ? "then" : "else";
    String help = "a choice has both sides: `if c then a else b`";
    return Optional
        .of(lacking(DiagnosticCode.T0022, trouble, "an `if` lacks its `" + lacking + "`", "`" + lacking + "` should stand here", help));
  }

  /// A bracket that is never closed, closed by another, or closes nothing.
  private Optional<Diagnostic> brackets(Trouble trouble) {
    int opener = trouble.opener();
    boolean closer = trouble.type() == TulleLexer.RPAREN || trouble.type() == TulleLexer.RBRACKET;
    if (opener < 0) {
      boolean complete = Vocabulary.wantsOperator(trouble.expected()) || !Vocabulary.wantsExpression(trouble.expected());
      if (!closer || !complete) return Optional.empty();
      return Optional.of(report(DiagnosticCode.T0021, trouble.token(), "`" + trouble.token().getText() + "` closes nothing", "",
          "leave it out, or open it before"));
    }
    Token open = trouble.tokens().get(opener);
    String wanted = open.getType() == TulleLexer.LPAREN ? ")" : "]";
    boolean acceptable = trouble.expected().contains(open.getType() == TulleLexer.LPAREN ? TulleLexer.RPAREN : TulleLexer.RBRACKET);
    if (closer && acceptable) {
      String message = "`" + open.getText() + "` is closed by `" + trouble.token().getText() + "`";
      return Optional.of(report(DiagnosticCode.T0021, trouble.token(), message, "`" + wanted + "` should stand here", ""));
    }
    boolean nothingElse = acceptable && trouble.type() == TulleLexer.ASSIGN;
    if (!trouble.atBoundary() && !nothingElse) return Optional.empty();
    boolean sameLine = open.getLine() == trouble.token().getLine() || Parser.isEnd(trouble.token());
    String found = "not before " + Vocabulary.found(trouble.token()) + (sameLine ? "" : " in line " + trouble.token().getLine());
    return Optional
        .of(report(DiagnosticCode.T0021, open, "`" + open.getText() + "` is not closed", found, "close it with `" + wanted + "`"));
  }

  /// `let max = 1`, `input f32: x`, `x[fold]`.
  private Optional<Diagnostic> reservedWord(Trouble trouble) {
    if (!Vocabulary.isReservedWord(trouble.token()) || !Vocabulary.wantsName(trouble.expected()) || trouble.atBoundary())
      return Optional.empty();
    boolean structural = switch (trouble.type()) {
      case TulleLexer.WHERE, TulleLexer.WITH, TulleLexer.THEN, TulleLexer.ELSE, TulleLexer.AS, TulleLexer.AND, TulleLexer.OR -> true;
      default -> false;
    };
    if (structural && Vocabulary.wantsExpression(trouble.expected())) return Optional.empty();
    boolean method = trouble.previous().getType() == TulleLexer.DOT && Vocabulary.OPERATORS.contains(trouble.type());
    if (!method) return Optional.of(reserved(trouble.token()));
    String word = trouble.token().getText();
    return Optional.of(report(DiagnosticCode.T0018, trouble.token(), "`" + word + "` stands behind a point", "",
        "an operator stands in front: `" + word + "(d) x[d]`"));
  }

  /// The report about a reserved word that is used as a name.
  Diagnostic reserved(Token token) {
    boolean element = token.getType() == TulleLexer.ELEM;
    String message = "`" + token.getText() + "` is " + (element ? "an element type" : "a word of the language") + ", not a name";
    String help = element
        ? "types stand behind the name, `x: " + token.getText() + "[N]`; a conversion is `cast(" + token.getText() + ", x)`"
        : "choose another name";
    return report(DiagnosticCode.T0018, token, message, "", help);
  }

  /// A report about something that is not there. Where the offending token begins something new, the place is behind what stands before it.
  private Diagnostic lacking(DiagnosticCode code, Trouble trouble, String message, String label, String help) {
    boolean behind = (trouble.atBoundary() && trouble.startsLine() || Parser.isEnd(trouble.token())) && trouble.at() > 0;
    if (!behind) return report(code, trouble.token(), message, label, help);
    return new Diagnostic(code, message, places.after(trouble.previous()), label, List.of(), help);
  }

  private Diagnostic report(DiagnosticCode code, Token token, String message, String label, String help) {
    var span = Parser.isEnd(token) ? places.end() : places.of(token);
    return new Diagnostic(code, message, span, label, List.of(), help);
  }
}
