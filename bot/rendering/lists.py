"""The marks of list items: numbers as they were typed."""

from markdown_it.tree import SyntaxTreeNode

_LISTS = ("bullet_list", "ordered_list")


def mark(item: SyntaxTreeNode) -> str | None:
    """Return what was typed in front of an item; None for a bullet, which each platform has its own of."""
    if item.markup in (".", ")"):
        return f"{item.info}{item.markup}"
    # Telephone numbers begin with it.
    return "+" if item.markup == "+" else None


def counts_on(node: SyntaxTreeNode) -> bool:
    """Return whether the items of a numbered list bear the numbers that a platform would give them."""
    if node.type != "ordered_list":
        return False
    start = int(node.attrs.get("start", 1))
    return all(mark(item) == f"{number}." for number, item in enumerate(node.children, start))


def depth(node: SyntaxTreeNode) -> int:
    """Return in how many lists a list stands."""
    above, found = node.parent, 0
    while above is not None:
        found += above.type in _LISTS
        above = above.parent
    return found
