package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.grammar.TulleParser.AsFormatContext;
import dev.tulle.dsl.grammar.TulleParser.BinderContext;
import dev.tulle.dsl.grammar.TulleParser.BlockContext;
import dev.tulle.dsl.grammar.TulleParser.CarriedContext;
import dev.tulle.dsl.grammar.TulleParser.ConstContext;
import dev.tulle.dsl.grammar.TulleParser.DeclarationContext;
import dev.tulle.dsl.grammar.TulleParser.ElemContext;
import dev.tulle.dsl.grammar.TulleParser.EntryContext;
import dev.tulle.dsl.grammar.TulleParser.ExprContext;
import dev.tulle.dsl.grammar.TulleParser.FileContext;
import dev.tulle.dsl.grammar.TulleParser.FoldContext;
import dev.tulle.dsl.grammar.TulleParser.FormalContext;
import dev.tulle.dsl.grammar.TulleParser.GivenPatternContext;
import dev.tulle.dsl.grammar.TulleParser.ImportDeclContext;
import dev.tulle.dsl.grammar.TulleParser.LayerContext;
import dev.tulle.dsl.grammar.TulleParser.LetContext;
import dev.tulle.dsl.grammar.TulleParser.LetManyContext;
import dev.tulle.dsl.grammar.TulleParser.LhsContext;
import dev.tulle.dsl.grammar.TulleParser.ModelContext;
import dev.tulle.dsl.grammar.TulleParser.NameContext;
import dev.tulle.dsl.grammar.TulleParser.NextContext;
import dev.tulle.dsl.grammar.TulleParser.OutputContext;
import dev.tulle.dsl.grammar.TulleParser.PatternContext;
import dev.tulle.dsl.grammar.TulleParser.PatternFormalContext;
import dev.tulle.dsl.grammar.TulleParser.RepeatContext;
import dev.tulle.dsl.grammar.TulleParser.RequireContext;
import dev.tulle.dsl.grammar.TulleParser.SizeContext;
import dev.tulle.dsl.grammar.TulleParser.SkipContext;
import dev.tulle.dsl.grammar.TulleParser.StateContext;
import dev.tulle.dsl.grammar.TulleParser.StatePatternContext;
import dev.tulle.dsl.grammar.TulleParser.StmtContext;
import dev.tulle.dsl.grammar.TulleParser.StopContext;
import dev.tulle.dsl.grammar.TulleParser.TensorFormalContext;
import dev.tulle.dsl.grammar.TulleParser.TensorsContext;
import dev.tulle.dsl.grammar.TulleParser.TypeContext;
import dev.tulle.dsl.grammar.TulleParser.UntilContext;
import dev.tulle.dsl.grammar.TulleParser.UpdateContext;
import dev.tulle.dsl.grammar.TulleParser.ValueFormalContext;
import dev.tulle.dsl.grammar.TulleParser.WhereContext;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Item.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/// From ANTLR's tree to ours: declarations and items. What the parser left behind becomes [Item.Broken] or [Declaration.Broken].
final class TreeBuilder {
  private final CommonTokenStream tokens;
  private final Places places;
  private final Consumer<Diagnostic> report;
  private final Slips slips;
  private final ExpressionBuilder expressions;

  TreeBuilder(CommonTokenStream tokens, Places places, Consumer<Diagnostic> report) {
    this.tokens = tokens;
    this.places = places;
    this.report = report;
    this.slips = new Slips(places);
    this.expressions = new ExpressionBuilder(places, report);
  }

  SyntaxFile file(FileContext context) {
    return new SyntaxFile(context.declaration().stream().map(this::declaration).toList(),
        new Span(places.source(), 0, places.source().text().length()));
  }

  private Declaration declaration(DeclarationContext context) {
    try {
      if (context.importDecl() instanceof ImportDeclContext i && sound(context) && sound(i)) {
        return new Declaration.Import(i.name().stream().map(this::identifier).toList(), places.of(i));
      }
      if (context.model() instanceof ModelContext m && sound(context) && sound(m) && sound(m.modelHead())) return model(m);
      if (context.layer() instanceof LayerContext l && sound(context) && sound(l) && sound(l.layerHead())) return layer(l);
    } catch (ExpressionBuilder.TooTall e) {
      // Reported where it was found; the declaration is dropped like one that cannot be read.
    }
    if (context.model() != null) lookThrough(context.model().block());
    if (context.layer() != null) lookThrough(context.layer().block());
    return new Declaration.Broken(BrokenNames.of(context, tokens, places), places.of(context));
  }

  private Declaration model(ModelContext context) {
    List<Declaration.Parameter> parameters = new ArrayList<>();
    for (var p : context.modelHead().param())
      parameters.add(new Declaration.Parameter(identifier(p.name()), expression(p.expr()), places.of(p)));
    Identifier name = identifier(context.modelHead().ID().getSymbol());
    return new Declaration.Model(name, parameters, items(context.block()), doc(context), places.of(context));
  }

  private Declaration layer(LayerContext context) {
    int arrow = context.layerHead().ARROW().getSymbol().getTokenIndex();
    List<Formal> formals = new ArrayList<>();
    List<Formal> results = new ArrayList<>();
    for (FormalContext f : context.layerHead().formal()) (f.getStart().getTokenIndex() < arrow ? formals : results).add(formal(f));
    Identifier name = identifier(context.layerHead().ID().getSymbol());
    return new Declaration.Layer(name, formals, results, items(context.block()), doc(context), places.of(context));
  }

  /// Reads a block whose head is broken, for the reports about what stands in it.
  private void lookThrough(BlockContext block) {
    if (block != null) items(block);
  }

  private static boolean sound(ParserRuleContext context) {
    return context != null && context.exception == null;
  }

  private List<Item> items(BlockContext block) {
    return block.stmt().stream().map(this::item).toList();
  }

  private Item item(StmtContext context) {
    ParserRuleContext head = switch (context) {
      case RepeatContext c -> c.repeatHead();
      case FoldContext c -> c.foldHead();
      case EntryContext c -> c.entryHead();
      default -> context;
    };
    try {
      if (sound(context) && sound(head)) return soundItem(context);
    } catch (ExpressionBuilder.TooTall e) {
      // Reported where it was found; the item is dropped like one that cannot be read.
    }
    lookThrough(context.getRuleContext(BlockContext.class, 0));
    return new Item.Broken(BrokenNames.of(context, tokens, places), places.of(context));
  }

  private Item soundItem(StmtContext context) {
    Span span = places.of(context);
    return switch (context) {
      case TensorsContext c ->
          new Item.Tensors(given(c.given), identifiers(c.name()), type(c.type()), where(c.where()), format(c.asFormat()), doc(c), span);
      case GivenPatternContext c -> new Item.GivenPattern(given(c.given), head(c.lhs()), format(c.asFormat()), doc(c), span);
      case StateContext c -> new Item.States(identifiers(c.name()), type(c.type()), where(c.where()), expression(c.expr()), doc(c), span);
      case StatePatternContext c -> new Item.StatePattern(head(c.lhs()), expression(c.expr()), doc(c), span);
      case EntryContext c -> new Item.Entry(
          identifier(c.entryHead().name()), c.entryHead().formal().stream().map(this::formal).toList(), items(c.block()), doc(c), span);
      case SizeContext c -> new Item.Sizes(identifiers(c.name()), doc(c), span);
      case RequireContext c -> new Item.Require(expression(c.expr()), span);
      case ConstContext c ->
          new Item.Const(identifier(c.name()), c.open != null, c.expr().stream().map(this::expression).toList(), doc(c), span);
      case LetManyContext c -> new Item.LetMany(identifiers(c.name()), expressions.call(c.call()), doc(c), span);
      case LetContext c -> new Item.Let(head(c.lhs()), element(c.elem()), where(c.where()), expression(c.expr()), doc(c), span);
      case PatternContext c -> new Item.DefinePattern(head(c.lhs()), expression(c.expr()), order(c), format(c.asFormat()), doc(c), span);
      case OutputContext c -> new Item.Output(head(c.lhs()), element(c.elem()), where(c.where()), expression(c.expr()), doc(c), span);
      case UpdateContext c -> new Item.Update(head(c.lhs()), where(c.where()), expression(c.expr()), span);
      case NextContext c -> new Item.Next(head(c.lhs()), where(c.where()), expression(c.expr()), span);
      case SkipContext c -> new Item.Skip(expression(c.expr()), span);
      case StopContext c -> new Item.Stop(expression(c.expr()), span);
      case UntilContext c -> new Item.Until(expression(c.expr()), span);
      case RepeatContext c -> repeat(c, span);
      case FoldContext c -> fold(c, span);
      default -> throw new IllegalStateException("a statement that the grammar does not have: " + context.getClass());
    };
  }

  private Item repeat(RepeatContext context, Span span) {
    var head = context.repeatHead();
    Optional<Identifier> counter = Optional.ofNullable(head.name()).map(this::identifier);
    return new Item.Repeat(head.limited != null, counter, expression(head.expr()), carried(head.carried()), items(context.block()),
        doc(context), span);
  }

  private Item fold(FoldContext context, Span span) {
    var head = context.foldHead();
    List<Binder> rows = head.binder().stream().filter(b -> b != head.element).map(this::binder).toList();
    return new Item.Fold(rows, binder(head.element), where(head.where()), carried(head.carried()), items(context.block()), doc(context),
        span);
  }

  private List<Carried> carried(CarriedContext context) {
    return context.carry().stream().map(c -> new Carried(head(c.lhs()), expression(c.expr()), places.of(c))).toList();
  }

  private Formal formal(FormalContext context) {
    Span span = places.of(context);
    return switch (context) {
      case TensorFormalContext c -> new Formal.OfTensor(identifier(c.name()), type(c.type()), where(c.where()), format(c.asFormat()), span);
      case PatternFormalContext c -> new Formal.OfPattern(head(c.lhs()), format(c.asFormat()), span);
      case ValueFormalContext c -> new Formal.OfValue(identifier(c.name()), expression(c.expr()), span);
      default -> throw new IllegalStateException("a formal that the grammar does not have: " + context.getClass());
    };
  }

  private static Given given(Token word) {
    return word.getType() == TulleLexer.INPUT ? Given.INPUT : Given.WEIGHT;
  }

  private Head head(LhsContext context) {
    if (context.reserved() != null) report.accept(slips.reserved(context.reserved().getStart()));
    ParserRuleContext name = context.reserved() == null ? context.name() : context.reserved();
    return new Head(identifier(name.getStart()), context.binder().stream().map(this::binder).toList(), places.of(context));
  }

  private TensorType type(TypeContext context) {
    List<Axis> axes = new ArrayList<>();
    for (var axis : context.axis()) {
      axes.add(new Axis(Optional.ofNullable(axis.name()).map(this::identifier), expressions.sum(axis.add()), places.of(axis)));
    }
    return new TensorType(ExpressionBuilder.element(context.ELEM().getSymbol()), axes, places.of(context));
  }

  private Optional<FormatClause> format(AsFormatContext context) {
    return Optional.ofNullable(context)
        .map(c -> new FormatClause(identifier(c.ID().getSymbol()), c.expr().stream().map(this::expression).toList(), places.of(c)));
  }

  private Optional<OrderClause> order(PatternContext context) {
    return Optional.ofNullable(context.orderBy()).map(c -> new OrderClause(identifier(c.name()), expression(c.expr()), places.of(c)));
  }

  private Optional<Expression> where(WhereContext context) {
    return expressions.where(context);
  }

  private static Optional<ElementType> element(ElemContext context) {
    return Optional.ofNullable(context).map(c -> ExpressionBuilder.element(c.ELEM().getSymbol()));
  }

  private Binder binder(BinderContext context) {
    return expressions.binder(context);
  }

  private Expression expression(ExprContext context) {
    return expressions.expression(context);
  }

  private List<Identifier> identifiers(List<NameContext> names) {
    return names.stream().map(this::identifier).toList();
  }

  private Identifier identifier(NameContext context) {
    return identifier(context.getStart());
  }

  private Identifier identifier(Token token) {
    return new Identifier(token.getText(), places.of(token));
  }

  private String doc(ParserRuleContext context) {
    return Tokens.doc(tokens, context.getStart());
  }
}
