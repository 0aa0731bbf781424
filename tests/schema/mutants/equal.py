"""Mutants that no test can find, since what is asked for stays the same; each with the reason.

A mutant is here by its name. Whoever changes its line brings the name up to date, or finds that it
can be found now.
"""

_ONLY_ONE = "of a list with one element the first is the last, and whether there is one is known"
_LEAST = "no call has fewer than no arguments"
_SHORTCUT = "a shortcut: the long way gives the same"
_KEPT = "what is made once may be made at another time, and is the same"
_BOUND = "nothing lies between the two bounds"
_GUARD = "what it guards against does not come so far, or is refused behind it"
_SAME = "the same value by another way"
_UNREAD = "nobody reads it, or whoever does asks for something else"

_BY_REASON: dict[str, tuple[str, ...]] = {
    _ONLY_ONE: (
        "compiling.py.Compiler.place: 0 -> -1",
        "compiling.py.Compiler._unknown: 1 -> 2",
        "compiling.py.Compiler._unknown: 0 -> -1",
        "compiling.py._reached: 0 -> -1",
        "compiling.py._applied: 0 -> -1",
        "special.py._once: 0 -> -1",
        "special.py._position: 0 -> -1",
        "functions/chance.py._uuid: 0 -> -1",
        "functions/chance.py._randomized: 0 -> -1",
        "functions/nodesets.py._name: 0 -> -1",
        "functions/geography.py._inside: 0 -> -1",
        "functions/strings.py._length: 0 -> -1",
        "functions/strings.py._normalized: 0 -> -1",
    ),
    _LEAST: (
        "functions/chance.py: 0 -> -1",
        "functions/nodesets.py: 0 -> -1",
        "functions/numbers.py: 0 -> -1",
        "functions/strings.py: 0 -> -1",
    ),
    _SHORTCUT: (
        "compiling.py._reached: len(nodes) == 1 -> False",
        "compiling.py._reached: 1 -> 0",
        "compiling.py._applied: function.nodes -> True",
        "compiling.py._applied: len(arguments) == 1 -> False",
        "compiling.py._applied: len(arguments) == 2 -> False",
        "compiling.py._applied: 2 -> 1",
        "values.py._several: len(value) > 1 -> len(value) >= 1",
        "values.py._several: 1 -> 0",
        "functions/chance.py._randomized: at != index -> True",
        "paths.py.stepped.run: chosen is None -> True",
        "paths.py.stepped.run: conditions[1:] -> conditions",
        "paths.py.stepped.run: 1: -> :",
        "paths.py.stepped.run: 1 -> 0",
        "paths.py.stepped.run: step.axis == 'child' -> False",
        "paths.py.stepped.run: 'child' -> '~child'",
        "paths.py.stepped.run: 'child' -> ''",
        "paths.py._in_order: len(nodes) < 2 -> False",
        "paths.py._in_order: 2 -> 1",
        "paths.py._reach: step.axis == 'child' and name not in ('*', 'node()') -> False",
        "paths.py._reach: 'child' -> '~child'",
        "paths.py._reach: 'child' -> ''",
    ),
    _KEPT: (
        (
            "nodes.py._ItemRoot.named: name == 'item' and 'item' not in self._children -> "
            "'item' not in self._children"
        ),
        (
            "nodes.py._ItemRoot.named: name == 'item' and 'item' not in self._children -> "
            "name == 'item' or 'item' not in self._children"
        ),
        (
            "nodes.py._ItemRoot.named: name == 'item' and 'item' not in self._children -> "
            "name == 'item'"
        ),
        "nodes.py._ItemRoot.named: name == 'item' and 'item' not in self._children -> True",
        "nodes.py._ItemRoot.named: 'item' -> '~item'",
        "nodes.py._ItemRoot.named: 'item' -> ''",
    ),
    _BOUND: (
        "parse.py: 8 -> 9",
        "parse.py: 8 -> 7",
        "parse.py: 7 -> 8",
        "parse.py._Parser._expression: 0 -> -1",
        "places.py.Places.reference: 1 -> 2",
        "places.py.Places.reference: 1 -> 0",
        "values.py._number_text: found > 0 -> found >= 0",
        "values.py._number_text: 0 -> 1",
        "values.py._number_text: 0 -> -1",
        "functions/dates.py: 13 -> 14",
        "functions/chance.py._numbers: seed > 0 -> seed >= 0",
        "functions/chance.py._numbers: 0 -> -1",
        "functions/numbers.py: 350 -> 351",
        "functions/numbers.py: 350 -> 349",
        "functions/numbers.py._round: found < 0 -> found <= 0",
        "functions/numbers.py.power: base < 0 -> base <= 0",
    ),
    _GUARD: (
        "compiling.py._reached: node.parent is None -> False",
        "compiling.py._reached: break -> pass",
        "compiling.py._may_be_nodes: all -> any",
        "compiling.py._may_be_nodes: case _: return False -> case _ if False: return False",
        (
            "functions/dates.py._date: "
            "raise FailedExpression('date_range', said=text(found)) from error -> pass"
        ),
        "paths.py._siblings: 0 -> 1",
        "paths.py._siblings: 0 -> -1",
        "tokens.py: '@' -> '~@'",
        "tokens.py: '@' -> ''",
        "tokens.py._token: REFERENCE.fullmatch -> REFERENCE.match",
    ),
    _SAME: (
        "values.py.truth: isinstance(value, bool) -> False",
        "values.py.compare: _several(a) or _several(b) -> True",
        "compiling.py.Compiler._path: step == _ITSELF -> False",
        "compiling.py: 'self' -> '~self'",
        "compiling.py: 'self' -> ''",
        "compiling.py: 'node()' -> '~node()'",
        "compiling.py: 'node()' -> ''",
        (
            "operations.py._divided: math.copysign(math.inf, a) * math.copysign(1.0, b) -> "
            "math.copysign(math.inf, a) / math.copysign(1.0, b)"
        ),
        "operations.py._divided: 1.0 -> 2.0",
        (
            "functions/chance.py._numbers: abs(seed) % _MODULUS * (1 if seed > 0 else -1) -> "
            "abs(seed) % _MODULUS / (1 if seed > 0 else -1)"
        ),
        "functions/function.py.Function.takes: given - self.least -> given + self.least",
        "functions/logic.py._weighted: 0::2 -> ::2",
        "functions/geography.py._points: part.strip -> part.rstrip",
        "functions/geography.py._area: points[1:] -> points",
        "functions/geography.py._area: 1: -> :",
        "functions/geography.py._area: 1 -> 0",
        (
            "functions/geography.py._inside: x < (x1 - x2) * (y - y2) / (y1 - y2) + x2 -> "
            "x >= (x1 - x2) * (y - y2) / (y1 - y2) + x2"
        ),
        "functions/numbers.py._round: 1 -> 2",
        "functions/numbers.py._round: 1 -> 0",
        "functions/strings.py._decoded: 'utf-8' -> '~utf-8'",
        "parse.py.parse: text.strip -> text.rstrip",
        "parse.py._Parser._operand: signs += 1 -> signs -= 1",
        (
            "tokens.py: '(?P<space>[ \\\\t\\\\r\\\\n\\\\u00a0\\\\u3000]+)\\n | "
            "(?P<number>(?:[0-9]+(?:\\\\.… -> '(?P<space>[ "
            "\\\\t\\\\r\\\\n\\\\u00a0\\\\u3000])\\n | (?P<number>(?:[0-9]+(?:\\\\.[…"
        ),
    ),
    _UNREAD: (
        "scope.py.World: 'en' -> '~en'",
        "scope.py.World: 'en' -> ''",
        "syntax.py.Question: 0 -> 1",
        "syntax.py.Question: 0 -> -1",
        "syntax.py.Path: 0 -> 1",
        "syntax.py.Path: 0 -> -1",
        "syntax.py.Call: 0 -> 1",
        "syntax.py.Call: 0 -> -1",
        "errors.py.ExpressionError.__init__: super().__init__(text, at, problem, facts) -> pass",
        "errors.py.FailedExpression.__init__: 0 -> 1",
        "errors.py.FailedExpression.__init__: 0 -> -1",
        "tokens.py.tokens: '' -> '~'",
    ),
}

EQUAL = {name: reason for reason, names in _BY_REASON.items() for name in names}
