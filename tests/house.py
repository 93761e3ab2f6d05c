"""What the house tests look at: the project's own modules and templates, read and parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def modules(folder: str) -> tuple[Path, ...]:
    return tuple(sorted(path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """Every module that this one imports, anywhere in it: `app.models.base` as well as `app.models.base.Table`."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = absolute(path, node)
            names |= {origin} | {f"{origin}.{alias.name}" for alias in node.names}
    return names


def absolute(path: Path, node: ast.ImportFrom) -> str:
    """What `from ..x import y` means in this file."""
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parent.parts
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def leads_to(names: set[str], packages: set[str]) -> list[str]:
    return sorted(name for name in names if any(name == it or name.startswith(f"{it}.") for it in packages))


def calls(path: Path) -> set[str]:
    """The names of all functions and methods that are called."""
    called = [node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
    named = {function.id for function in called if isinstance(function, ast.Name)}
    return named | {function.attr for function in called if isinstance(function, ast.Attribute)}


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def body_lines(function: Function) -> int:
    """Lines from the first statement after the docstring to the last; a function of only a docstring has none."""
    statements = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not statements:
        return 0
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1


def is_route(function: Function) -> bool:
    """Decorated with a method of a router: `@router.get(...)`."""
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ROUTE_METHODS
        for call in function.decorator_list
    )


ROUTE_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "api_route"})


def tables() -> set[str]:
    """The names of all classes that are a table."""
    classes = [node for path in modules("app/models") for node in parsed(path).body if isinstance(node, ast.ClassDef)]
    return {
        node.name
        for node in classes
        if any(keyword.arg == "table" and ast.unparse(keyword.value) == "True" for keyword in node.keywords)
    }


def lines_of_code(folders: tuple[str, ...]) -> int:
    texts = [path.read_text() for folder in folders for path in modules(folder)]
    return sum(1 for text in texts for line in text.splitlines() if line.strip())
