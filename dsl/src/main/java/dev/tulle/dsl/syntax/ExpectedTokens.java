package dev.tulle.dsl.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Where a text stops being Tulle, and what could stand there: walks the grammar's automaton over the tokens of one rule, following all readings at once. The
/// parser's own idea of what it expected depends on how far a loop had decided; this one is exact.
final class ExpectedTokens {
  /// What was found.
  ///
  /// @param at position of the first token that no reading accepts, or the number of tokens if all are accepted
  /// @param expected the types of token that some reading accepts there
  record Stop(int at, IntervalSet expected) {}

  /// A stack of states to return to; equal stacks are the same object.
  private record Stack(ATNState follow, Stack parent) {
    private Stack {}

    @Override
    public boolean equals(Object other) {
      return other instanceof Stack s && s.follow == follow && s.parent == parent;
    }

    @Override
    public int hashCode() {
      return follow.hashCode() * 31 + System.identityHashCode(parent);
    }
  }

  private record Place(ATNState state, Stack stack) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Place p && p.state == state && p.stack == stack;
    }

    @Override
    public int hashCode() {
      return state.hashCode() * 31 + System.identityHashCode(stack);
    }
  }

  private final ATN atn;
  private final Map<Stack, Stack> stacks = new HashMap<>();

  ExpectedTokens(ATN atn) {
    this.atn = atn;
  }

  /// Follows `tokens` from the start of `rule`, which `context` is an invocation of.
  Stop follow(ParserRuleContext context, List<Token> tokens) {
    Set<Place> places = close(Set.of(new Place(atn.ruleToStartState[context.getRuleIndex()], callers(context))));
    for (int i = 0; i < tokens.size(); i++) {
      Set<Place> next = step(places, tokens.get(i).getType());
      if (next.isEmpty()) return new Stop(i, accepted(places));
      places = close(next);
    }
    return new Stop(tokens.size(), accepted(places));
  }

  private Stack callers(RuleContext context) {
    List<ATNState> follows = new ArrayList<>();
    for (RuleContext c = context; c.parent != null && c.invokingState >= 0; c = c.parent) {
      follows.add(((RuleTransition) atn.states.get(c.invokingState).transition(0)).followState);
    }
    Stack stack = null;
    for (ATNState follow : follows.reversed()) stack = push(follow, stack);
    return stack;
  }

  private Stack push(ATNState follow, Stack parent) {
    return stacks.computeIfAbsent(new Stack(follow, parent), s -> s);
  }

  /// All places that are reached without a token.
  private Set<Place> close(Set<Place> from) {
    Set<Place> closed = new HashSet<>(from);
    List<Place> open = new ArrayList<>(from);
    while (!open.isEmpty()) {
      Place place = open.removeLast();
      if (place.state instanceof RuleStopState) {
        if (place.stack != null) visit(new Place(place.stack.follow, place.stack.parent), closed, open);
        continue;
      }
      for (Transition transition : place.state.getTransitions()) {
        if (transition instanceof RuleTransition call) visit(new Place(call.target, push(call.followState, place.stack)), closed, open);
        else if (transition.isEpsilon()) visit(new Place(transition.target, place.stack), closed, open);
      }
    }
    return closed;
  }

  private static void visit(Place place, Set<Place> closed, List<Place> open) {
    if (closed.add(place)) open.add(place);
  }

  private Set<Place> step(Set<Place> places, int type) {
    Set<Place> next = new HashSet<>();
    for (Place place : places) {
      for (Transition transition : place.state.getTransitions()) {
        if (!transition.isEpsilon() && transition.matches(type, Token.MIN_USER_TOKEN_TYPE, atn.maxTokenType))
          next.add(new Place(transition.target, place.stack));
      }
    }
    return next;
  }

  private static IntervalSet accepted(Set<Place> places) {
    var accepted = new IntervalSet();
    for (Place place : places) {
      for (Transition transition : place.state.getTransitions()) {
        if (!transition.isEpsilon()) accepted.addAll(transition.label());
      }
    }
    return accepted;
  }
}
