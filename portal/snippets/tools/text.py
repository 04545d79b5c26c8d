"""What the tools have in common: comments, and lines that go on."""

from portal.snippets.steps import Lines


def shell(note: str, program: str, lines: Lines) -> str:
    """One command over several lines, under a comment."""
    return f"# {note}\n" + " \\\n  ".join([f"{program} {lines[0]}", *lines[1:]])


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
