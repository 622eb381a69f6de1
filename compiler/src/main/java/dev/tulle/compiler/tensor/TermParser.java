package dev.tulle.compiler.tensor;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The terms of one line of Tensor IR.
final class TermParser {
  private static final int DEEPEST = 400;
  private static final Pattern TOKEN = Pattern.compile(
      "\\s*(\"(?:\\\\.|[^\"\\\\])*\"|-?(?:[0-9]+(?:\\.[0-9]+(?:E-?[0-9]+)?)?|inf)|[A-Za-z_][A-Za-z0-9_.]*|<=|>=|==|!=|[-+*/%<>=!\\[\\](),:])");

  private final int line;
  private final Map<String, Declaration> declarations;
  private final Set<String> sizes;
  private final List<String> tokens = new ArrayList<>();
  private int next;
  private int depth;

  TermParser(String text, int line, Map<String, Declaration> declarations, Set<String> sizes) {
    this.line = line;
    this.declarations = declarations;
    this.sizes = sizes;
    Matcher m = TOKEN.matcher(text);
    int at = 0;
    while (at < text.length() && !text.substring(at).isBlank()) {
      if (!m.find(at) || m.start() != at) throw error("unreadable: " + text.substring(at));
      tokens.add(m.group(1));
      at = m.end();
    }
  }

  static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  IllegalArgumentException error(String message) {
    return new IllegalArgumentException("Tensor IR, line " + line + ": " + message);
  }

  boolean atEnd() {
    return next == tokens.size();
  }

  void end() {
    if (!atEnd()) throw error("unexpected `" + tokens.get(next) + "`");
  }

  boolean peek(String token) {
    return !atEnd() && tokens.get(next).equals(token);
  }

  boolean accept(String token) {
    if (!peek(token)) return false;
    next++;
    return true;
  }

  void expect(String token) {
    if (!accept(token)) throw error("`" + token + "` expected" + (atEnd() ? "" : ", not `" + tokens.get(next) + "`"));
  }

  private String token() {
    if (atEnd()) throw error("the line ends too early");
    return tokens.get(next++);
  }

  String word() {
    String token = token();
    if (!Character.isLetter(token.charAt(0)) && token.charAt(0) != '_') throw error("a name expected, not `" + token + "`");
    return token;
  }

  int integer() {
    return (int) number();
  }

  double number() {
    String token = token();
    return switch (token) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(token);
    };
  }

  String string() {
    String token = token();
    if (!token.startsWith("\"")) throw error("a text in quotes expected");
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < token.length() - 1; i++) {
      char c = token.charAt(i);
      if (c == '\\') c = token.charAt(++i) == 'n' ? '\n' : token.charAt(i);
      out.append(c);
    }
    return out.toString();
  }

  List<Term> terms(String close) {
    List<Term> all = new ArrayList<>();
    do all.add(term());
    while (accept(","));
    expect(close);
    return all;
  }

  List<Axis> axes(String close) {
    List<Axis> all = binders();
    expect(close);
    return all;
  }

  private List<Axis> binders() {
    List<Axis> all = new ArrayList<>();
    do {
      String index = word();
      expect(":");
      all.add(new Axis(index, extent()));
    } while (accept(","));
    return all;
  }

  /// A term that needs no brackets before another word.
  Term extent() {
    return level(5);
  }

  Term term() {
    if (++depth > DEEPEST) throw error("nested too deeply");
    try {
      if (!accept("if")) return level(1);
      Term condition = term();
      expect("then");
      Term then = term();
      expect("else");
      return new Term.Choose(condition, then, term());
    } finally {
      depth--;
    }
  }

  private static final List<Map<String, Function>> LEVELS = List.of(
      Map.of(),
      Map.of("or", Function.OR),
      Map.of("and", Function.AND),
      Map.of(),
      Map.of(
          "<", Function.LESS, "<=", Function.LESS_EQUAL, ">", Function.GREATER, ">=", Function.GREATER_EQUAL, "==", Function.EQUAL, "!=",
          Function.NOT_EQUAL),
      Map.of("+", Function.ADD, "-", Function.SUBTRACT),
      Map.of("*", Function.MULTIPLY, "/", Function.DIVIDE, "%", Function.MODULO));

  private Term level(int level) {
    if (level == LEVELS.size()) return operand();
    if (level == 3 && accept("not")) return Terms.apply(Function.NOT, level(3));
    Term left = level(level + 1);
    while (!atEnd() && LEVELS.get(level).containsKey(tokens.get(next))) {
      Function function = LEVELS.get(level).get(token());
      left = Terms.apply(function, left, level(level + 1));
    }
    return left;
  }

  private Term operand() {
    if (accept("(")) {
      Term inner = term();
      expect(")");
      return inner;
    }
    String token = token();
    char first = token.charAt(0);
    boolean number = Character.isDigit(first) || first == '-' || token.equals("inf");
    if (number) return number(token);
    return switch (token) {
      case "true" -> Terms.TRUE;
      case "false" -> Terms.FALSE;
      case "NaN" -> Terms.number(Double.NaN);
      default -> peek("(") ? call(token) : named(token);
    };
  }

  private Term number(String token) {
    next--;
    double value = number();
    boolean isFloat = token.contains(".") || token.endsWith("inf");
    return isFloat ? Terms.number(value) : Terms.integer((long) value);
  }

  private Term named(String name) {
    Declaration d = declarations.get(name);
    if (d == null) return sizes.contains(name) ? new Term.SizeOf(name) : new Term.IndexOf(name);
    List<Term> at = new ArrayList<>();
    List<Integer> checked = new ArrayList<>();
    if (accept("[")) {
      do {
        at.add(term());
        if (accept("!")) checked.add(at.size() - 1);
      } while (accept(","));
      expect("]");
    }
    return new Term.Element(name, d.element().valueType(), at, checked);
  }

  private static <E extends Enum<E>> Optional<E> named(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants()).filter(e -> e.name().toLowerCase(Locale.ROOT).equals(word)).findFirst();
  }

  private Term call(String word) {
    expect("(");
    if (word.equals("cast")) {
      ElementType to = ElementType.valueOf(upper(word()));
      expect(",");
      Term operand = term();
      expect(")");
      return new Term.Cast(to, operand);
    }
    if (word.equals("defined")) {
      if (!(named(word()) instanceof Term.Element e)) throw error("`defined` of no tensor");
      expect(")");
      return new Term.Exists(e.tensor(), e.at());
    }
    boolean binds = tokens.size() > next + 1 && tokens.get(next + 1).equals(":");
    if (binds) return binding(word);
    Function function = named(Function.class, word).orElseThrow(() -> error("no function `" + word + "`"));
    List<Term> arguments = terms(")");
    boolean draws = function == Function.UNIFORM || function == Function.NORMAL || function == Function.GUMBEL;
    return draws ? new Term.Apply(function, ValueType.FLOAT, arguments) : Terms.apply(function, arguments.toArray(Term[]::new));
  }

  private Term binding(String word) {
    List<Axis> over = binders();
    Optional<Term> group = accept("by") ? Optional.of(level(5)) : Optional.empty();
    List<Term> at = new ArrayList<>();
    if (accept("at")) {
      do at.add(level(5));
      while (accept(","));
    }
    Optional<Term> count = accept("count") ? Optional.of(level(5)) : Optional.empty();
    Term where = accept("where") ? term() : Terms.TRUE;
    expect(")");
    Optional<ReduceOperator> reduce = named(ReduceOperator.class, word);
    if (reduce.isPresent()) return new Term.Reduce(reduce.get(), over, where, level(6));
    Term body = operand();
    Optional<RowOperator> row = named(RowOperator.class, word);
    if (row.isPresent()) return new Term.RowOperation(row.get(), over, at, where, body);
    SelectOperator select = named(SelectOperator.class, word).orElseThrow(() -> error("no operator `" + word + "`"));
    return new Term.Selection(select, over, at, group, count.orElseThrow(() -> error("a selection without its count")), where, body);
  }
}
