"""Compares `samriddh metrics --json` with radon and cognitive_complexity on the same files, function by function.

Usage: measures.py FOLDER METRICS.json
Prints one JSON document. Every difference has a cause that `actors/skills/code/METRICS.md` lists, or is counted as unexplained.
"""

import ast
import json
import math
import os
import sys
import tokenize

from cognitive_complexity.api import get_cognitive_complexity
from radon.metrics import h_visit_ast, mi_compute
from radon.raw import analyze
from radon.visitors import ComplexityVisitor

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions_of_radon(visitor):
    """Every function that radon reports, closures too, by line."""
    found = {}

    def add(function):
        found[function.lineno] = function
        for closure in function.closures:
            add(closure)

    def of_class(one):
        for method in one.methods:
            add(method)
        for inner in one.inner_classes:
            of_class(inner)

    for function in visitor.functions:
        add(function)
    for one in visitor.classes:
        of_class(one)
    return found


def cognitive_causes(function):
    """What in a function the package counts in another way than the paper, which is ours."""
    causes = set()
    stack = [(function, 0)]
    while stack:
        node, depth = stack.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(node, FUNCTIONS) and child not in node.body:
                continue
            deeper = depth + isinstance(
                child, (ast.If, ast.For, ast.While, ast.IfExp, ast.ExceptHandler, ast.Lambda, ast.Match, *FUNCTIONS)
            )
            stack.append((child, deeper))
        if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            causes.add("elif")
        if isinstance(node, (ast.Match, ast.AsyncFor)):
            causes.add("match and async for")
        if hasattr(ast, "TryStar") and isinstance(node, ast.TryStar):
            causes.add("except*")
        if isinstance(node, ast.BoolOp):
            causes.add("conditions")
        if isinstance(node, (ast.If, ast.For, ast.While)) and node.orelse:
            causes.add("else")
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            if name == function.name or any(
                isinstance(inner, FUNCTIONS) and inner.name == name for inner in ast.walk(function)
            ):
                causes.add("recursion")
        if isinstance(node, FUNCTIONS) and (node is not function or node.decorator_list or True):
            if node is not function:
                causes.add("function in a function")
        if isinstance(node, ast.ClassDef):
            causes.add("class in a function")
    return causes


def close(a, b):
    return math.isclose(a, b, rel_tol=1e-3, abs_tol=0.02)


class Tally:
    def __init__(self):
        self.compared = self.equal = self.only_radon = 0
        self.causes = {}
        self.examples = []

    def one(self, same, cause, example):
        self.compared += 1
        if same:
            self.equal += 1
            return
        self.causes[cause] = self.causes.get(cause, 0) + 1
        if len(self.examples) < 60 or cause == "unexplained":
            self.examples.append([cause, *example])

    def document(self):
        return {
            "compared": self.compared,
            "equal": self.equal,
            "differences": self.causes,
            "only_reference": self.only_radon,
            "examples": self.examples[:80],
        }


def main(folder, document):
    ours = json.load(open(document, encoding="utf-8"))
    by_file = {}
    for function in ours["functions"]:
        by_file.setdefault(function["file"], {})[function["line"]] = function
    files = {one["file"]: one for one in ours["files"] if one["language"] == "python"}
    cyclomatic, cognitive, halstead, index = Tally(), Tally(), Tally(), Tally()
    unread = 0
    for path, file in files.items():
        try:
            with tokenize.open(os.path.join(folder, path)) as source:
                text = source.read()
            tree = ast.parse(text)
        except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError):
            unread += 1
            continue
        mine = by_file.get(path, {})
        visitor = ComplexityVisitor.from_ast(tree)
        for line, function in functions_of_radon(visitor).items():
            if line not in mine:
                cyclomatic.only_radon += 1
                continue
            value = mine[line]["cyclomatic"]
            cyclomatic.one(value == function.complexity, "unexplained", [path, line, function.name, value, function.complexity])
        for node in ast.walk(tree):
            if not isinstance(node, FUNCTIONS):
                continue
            if node.lineno not in mine:
                cognitive.only_radon += 1
                continue
            value, other = mine[node.lineno]["cognitive"], get_cognitive_complexity(node)
            causes = cognitive_causes(node)
            cause = ", ".join(sorted(causes)) if causes else "unexplained"
            cognitive.one(value == other, cause, [path, node.lineno, node.name, value, other])
        total = h_visit_ast(tree).total
        have = file["halstead"]
        same = (have["distinct_operators"], have["operators"], have["operands"]) == (total.h1, total.N1, total.N2)
        same_operands = same and have["distinct_operands"] == total.h2
        cause = "which operands are the same" if same else "unexplained"
        counts = [have["distinct_operators"], have["distinct_operands"], have["operators"], have["operands"]]
        halstead.one(same_operands, cause, [path, counts, [total.h1, total.h2, total.N1, total.N2]])
        raw = analyze_or_none(text)
        if raw is None:
            continue
        comments = (raw.comments + raw.multi) / float(raw.sloc) * 100 if raw.sloc else 0
        expected = mi_compute(total.volume, visitor.total_complexity, raw.lloc, comments)
        details = [path, file["maintainability"], round(expected, 2), [file["cyclomatic"], visitor.total_complexity], [file["logical_lines"], raw.lloc]]
        exact = file["cyclomatic"] == visitor.total_complexity and file["logical_lines"] == raw.lloc
        index.one(close(file["maintainability"], expected), "operands or comments" if exact else "unexplained", details)
    print(json.dumps({
        "files": len(files), "files_python_cannot_read": unread,
        "cyclomatic": cyclomatic.document(), "cognitive": cognitive.document(),
        "halstead": halstead.document(), "maintainability": index.document(),
    }))


def analyze_or_none(text):
    try:
        if len(text) > 400_000:
            return None  # radon needs minutes for one long text
        return analyze(text)
    except (SyntaxError, tokenize.TokenError, IndexError, StopIteration):
        return None


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    main(sys.argv[1], sys.argv[2])
