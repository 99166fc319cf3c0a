"""Long texts are Markdown, kept as it was written; what no reader of it should meet is refused."""

import re

# Quotes and lists that one line opens inside each other. Answers to answers get to ten.
NESTING_MAX = 20
# Brackets of one paragraph that are open at once: each may begin a link, and readers look for the end of all of them.
BRACKETS_MAX = 100

# All but tab and the ends of lines, and what was left of C1 by Unicode.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LINE = re.compile(r"[^\r\n]+")
MARK = re.compile(r"[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))")
# A line of nothing but these is drawn as a rule, and opens nothing.
RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)")
PARAGRAPH_END = re.compile(r"\n[ \t]*\r?\n")


def readable(text: str) -> str:
    """The text itself, unless it would harm those who read it."""
    if CONTROL.search(text):
        message = "take out the control characters"
        raise ValueError(message)
    if any(nesting(line) > NESTING_MAX for line in LINE.findall(text)):
        message = f"nest quotes and lists at most {NESTING_MAX} deep"
        raise ValueError(message)
    if any(open_brackets(part) > BRACKETS_MAX for part in PARAGRAPH_END.split(text)):
        message = f"close brackets before more than {BRACKETS_MAX} are open"
        raise ValueError(message)
    return text


def nesting(line: str) -> int:
    """How many quotes and lists the line begins inside each other."""
    if RULE.fullmatch(line):
        return 0
    depth = at = 0
    while mark := MARK.match(line, at):
        depth, at = depth + 1, mark.end()
    return depth


def open_brackets(paragraph: str) -> int:
    """The most that are open at one place."""
    most = depth = 0
    for character in paragraph:
        if character == "[":
            depth += 1
            most = max(most, depth)
        elif character == "]" and depth > 0:
            depth -= 1
    return most
