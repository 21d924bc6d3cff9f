"""Metrics of the house: `python -m tests.source_metrics [FOLDER]` prints them for a checkout.

They are read from the source alone, so that any revision can be measured: `git worktree add /tmp/old REVISION`.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_ROOTS = ("bot", "handlers", "knowledge")
_SMALL = 40
_RELATIVE = re.compile(r"^(What|Who|Whoever|Whatever|Which|Where|Whose|That|As|With|Without|For|From|Of|By|In|On)\b")
# A sentence or imperative has a verb; a noun phrase that stands alone begins with an article or a noun.
_FRAGMENT = re.compile(
    r"^(And|But|Or|Also|Only|Not|Just|Then|Else|If|When|While|Because|So|Since|Before|After|Until)\b"
)
_PARTICIPLES = re.compile(
    r"_*(asked|begun|bound|built|changed|chosen|done|drawn|found|given|gone|held|joined|kept|known|led|left|made|meant|met|"
    r"named|offered|rewritten|said|seen|sent|shown|spoken|started|taken|told|tried|understood|used|written)(_|$)"
)


@dataclass(frozen=True, kw_only=True)
class Module:
    """A file of the program."""

    name: str
    package: str
    lines: int
    tree: ast.Module

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @property
    def docstrings(self) -> Iterator[str]:
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module
        found = (ast.get_docstring(node) for node in ast.walk(self.tree) if isinstance(node, kinds))
        return (text for text in found if text)


def read_modules(folder: Path) -> dict[str, Module]:
    """Return the modules of the program by their dotted names, without migrations."""
    modules = {}
    for root in _ROOTS:
        for path in sorted((folder / root).rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            if "migrations" in parts or "versions" in parts:
                continue
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            text = path.read_text(encoding="utf-8")
            package = ".".join(parts[:-1])
            modules[name] = Module(name=name, package=package, lines=text.count("\n"), tree=ast.parse(text))
    return modules


def find_imports(modules: Mapping[str, Module]) -> dict[str, set[str]]:
    """Return which modules of the program each module imports."""
    return {
        name: {target for target in _targets(module, modules) if target != name} for name, module in modules.items()
    }


def _targets(module: Module, modules: Mapping[str, Module]) -> Iterator[str]:
    for node in ast.walk(module.tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            target = name if name in modules else name.rpartition(".")[0]
            if target in modules:
                yield target


def group_imports(modules: Mapping[str, Module]) -> dict[str, set[str]]:
    """Return which packages of the program the modules of each package import, without itself."""
    packages: dict[str, set[str]] = {module.package: set() for module in modules.values()}
    for name, targets in find_imports(modules).items():
        home = modules[name].package
        packages[home] |= {modules[target].package for target in targets} - {home}
    return packages


def find_circles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of nodes that reach each other."""
    reached = {node: _reach(node, edges) for node in edges}
    circles = {
        tuple(sorted({node, *(other for other in reached[node] if node in reached.get(other, ()))}))
        for node in edges
        if node in reached[node]
    }
    return [list(circle) for circle in sorted(circles) if len(circle) > 1]


def _reach(node: str, edges: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [*edges.get(node, ())]
    while waiting:
        if (each := waiting.pop()) not in seen:
            seen.add(each)
            waiting += edges.get(each, ())
    return seen


def measure(folder: Path) -> dict[str, object]:
    """Return the metrics of the checkout in a folder, by what each is called."""
    modules = read_modules(folder)
    imports = find_imports(modules)
    functions = [
        (function.end_lineno - function.lineno + 1, f"{module.name}.{function.name}")
        for module in modules.values()
        for function in module.functions
        if function.end_lineno
    ]
    packages = group_imports(modules)
    docstrings = [text for module in modules.values() for text in module.docstrings]
    named = [name.rpartition(".")[2] for _, name in functions]
    longest = max(functions)
    return {
        "files": len(modules),
        f"files under {_SMALL} lines": sum(module.lines < _SMALL for module in modules.values()),
        "lines": sum(module.lines for module in modules.values()),
        "functions": len(functions),
        "median function, in lines": median(lines for lines, _ in functions),
        "longest function, in lines": f"{longest[0]} ({longest[1]})",
        "imports between files": sum(map(len, imports.values())),
        "packages": len(packages),
        "arrows between packages": sum(map(len, packages.values())),
        "circles between files": find_circles(imports),
        "circles between packages": find_circles(packages),
        "docstrings": len(docstrings),
        "docstrings that begin with a relative pronoun or preposition": sum(
            bool(_RELATIVE.match(text)) for text in docstrings
        ),
        "docstrings that begin with a conjunction": sum(bool(_FRAGMENT.match(text)) for text in docstrings),
        "functions named by a participle": sum(bool(_PARTICIPLES.match(name)) for name in named),
    }


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()
    for name, value in measure(folder).items():
        sys.stdout.write(f"{name}: {value or 0}\n")


if __name__ == "__main__":
    main()
