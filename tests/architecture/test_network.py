"""There is one way out: `agentassist/net`. Guides can only promise what nothing else can break."""

import ast

OUT = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpcore",
    "httpx",
    "requests",
    "smtplib",
    "truststore",
    "urllib.request",
    "urllib3",
    "xmlrpc.client",
}
# what may load httpx: loaded itself when something is sent, by agentassist/net/client.py
LOADERS = {
    "agentassist/net/certificates.py",
    "agentassist/net/exchange.py",
    "agentassist/net/origin.py",
    "agentassist/net/proxy.py",
    "agentassist/net/transport_fault.py",
}


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_only_the_network_reaches_out(modules: dict[str, ast.Module]) -> None:
    found = {path for path, tree in modules.items() if imported(tree) & OUT}
    assert found
    assert found <= LOADERS, found - LOADERS


def test_what_loads_httpx_is_loaded_late(modules: dict[str, ast.Module]) -> None:
    late = {path.removesuffix(".py").replace("/", ".") for path in LOADERS}
    early = [
        path
        for path, tree in modules.items()
        if path not in LOADERS
        for statement in tree.body
        if imported(ast.Module([statement], [])) & late
        and not (isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test))
        and not isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert early == []
