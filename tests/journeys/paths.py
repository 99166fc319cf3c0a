"""Compares the cyclomatic complexity of `samriddh metrics --json` with lizard's, function by function, for every language that both read.

Usage: paths.py FOLDER METRICS.json
Prints one JSON document: by language, how many functions were compared, how many are equal, and the others by what they hold that
`actors/skills/code/METRICS.md` lists as counted in another way. What holds nothing of the kind is `unexplained`.
"""

import json
import os
import re
import sys

import lizard

# What lizard counts in another way, and how a function shows that it has it.
FUNCTIONS = {
    "python": r"\bdef\b[^\n]*\n(.|\n)*\bdef\b|\blambda\b",
    "javascript": r"=>|\bfunction\b(.|\n)*\bfunction\b|\{(.|\n)*\b\w+\s*\([^()]*\)\s*\{",
    "java": r"->|\bnew\s+[\w.<>]+\s*\([^()]*\)\s*\{",
    "go": r"\bfunc\b(.|\n)*\bfunc\s*\(",
    "rust": r"\|[^|\n]*\||\bfn\b(.|\n)*\bfn\b",
    "cpp": r"\[[&=\w, ]*\]\s*\(",
}
FUNCTIONS["typescript"] = FUNCTIONS["tsx"] = FUNCTIONS["javascript"]
CAUSES = {
    "python": {
        "else of a loop or try, finally": r"\belse\s*:|\bfinally\s*:",
        "case": r"\bcase\b",
        "assert": r"\bassert\b",
        "default values and decorators": r"\b(if|or|and|for)\b[^\n]*\)\s*(->[^\n]*)?:\s*\n|^\s*@",
    },
    "c": {"preprocessor": r"^\s*#\s*(if|el|define)", "macro": r"\b[A-Z][A-Z0-9_]{2,}\s*\(|^\s*[A-Z]\w*_[A-Z_]+\s*$"},
    "java": {"switch": r"\bswitch\b", "assert": r"\bassert\b"},
    "go": {"case": r"\bcase\b"},
    "javascript": {"optional": r"\?[.:)\]]|\?\?", "case": r"\bcase\b", "regular expression": r"[=(,:]\s*/[^/*\n]", "template": r"`", "keyword as a name": r"\b(if|for|in|while|case)\s*:", "nested ?": r"\?[^?]*\{(.|\n)*\?"},
    "rust": {"the operator ?": r"\?", "match": r"\bmatch\b|\bmatches!", "where": r"\bwhere\b", "let else": r"\belse\s*\{", "loop": r"\bloop\b", "macro": r"\w!\s*[(\[{]"},
}
CAUSES["cpp"] = CAUSES["c"]
CAUSES["typescript"] = CAUSES["tsx"] = CAUSES["javascript"]
# lizard begins a function at its name, the tree at its type, a decorator or a modifier.
LINES_APART = 3
EXAMPLES = 20


def last_name(name):
    return re.split(r"::|\.|\(", name.strip("*& "))[-1].strip() if name else ""


def partner(function, candidates):
    """Our function of the same name that begins nearest."""
    name = last_name(function.name)
    near = [
        (abs(one["line"] - function.start_line), one)
        for one in candidates
        if last_name(one["name"]) == name and abs(one["line"] - function.start_line) <= LINES_APART
    ]
    near.sort(key=lambda pair: pair[0])
    return near[0][1] if near else None


def causes_of(language, text, ends_alike):
    found = [] if ends_alike else ["where it ends"]
    if language in FUNCTIONS and re.search(FUNCTIONS[language], text):
        found.append("function in a function")
    for name, pattern in CAUSES.get(language, {}).items():
        if re.search(pattern, text, re.MULTILINE):
            found.append(name)
    return ", ".join(found) or "unexplained"


def main(folder, document):
    ours = json.load(open(document, encoding="utf-8"))
    languages = {one["file"]: one["language"] for one in ours["files"]}
    by_file = {}
    for function in ours["functions"]:
        by_file.setdefault(function["file"], []).append(function)
    report = {}
    for path, language in languages.items():
        full = os.path.join(folder, path)
        if path not in by_file or language not in CAUSES:
            continue
        tally = report.setdefault(
            language, {"compared": 0, "equal": 0, "only_reference": 0, "differences": {}, "examples": []}
        )
        try:
            with open(full, encoding="utf-8") as source:
                lines = source.read().split("\n")
            measured = lizard.analyze_file(full)
        except (UnicodeDecodeError, RecursionError):
            continue
        for function in measured.function_list:
            mine = partner(function, by_file[path])
            if mine is None:
                tally["only_reference"] += 1
                continue
            tally["compared"] += 1
            if mine["cyclomatic"] == function.cyclomatic_complexity:
                tally["equal"] += 1
                continue
            text = "\n".join(lines[mine["line"] - 1 : mine["end_line"]])
            cause = causes_of(language, text, function.end_line == mine["end_line"])
            tally["differences"][cause] = tally["differences"].get(cause, 0) + 1
            if cause == "unexplained" or len(tally["examples"]) < EXAMPLES:
                example = [cause, path, mine["line"], mine["name"], mine["cyclomatic"], function.cyclomatic_complexity]
                tally["examples"].append(example)
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
