"""The dangers of this house, looked for in its own source (design: habit 16). Each message explains its rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "config", "exchange", "reports", "shelters", "reintegration", "referrals", "resources", "redress", "cases",
    "notifications", "accounts", "audit", "paper", "vault",
)  # fmt: skip
# Models that hang on a case: a view gets them through a door or a queryset that knows who asks.
CASE_MODELS = {
    "Attachment", "BreakGlass", "Case", "CaseGrant", "ConflictOfInterest", "ConsentRecord", "Exploitation", "Interview",
    "InterviewMoment", "Person",
    "PersonBiodata", "PersonEducation", "PersonSocioEconomic", "SearchCard", "SectionDraft", "SectionVersion",
    "Trafficking", "WaitingFile",
}  # fmt: skip
# Guardian's own short cuts know nothing of validity; cases.models.grants does.
GUARDIAN = {
    "get_objects_for_user",
    "get_perms",
    "get_users_with_perms",
    "assign_perm",
    "remove_perm",
    "ObjectPermissionChecker",
}
FORBIDDEN_WORDS = re.compile(
    r"\b(rescued?|prostitutes?|illegals?|illegal (?:person|migrant|immigrant)s?)\b", re.IGNORECASE
)


def sources(*apps: str) -> Iterator[Path]:
    """Python files of the apps, without migrations."""
    for app in apps:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a file."""
    return ast.walk(ast.parse(path.read_text()))


def where(path: Path, node: ast.AST) -> str:
    """File and line, for a message."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def is_view(path: Path) -> bool:
    """A module of pages."""
    return "views" in path.parts or path.name in ("views.py", "api.py", "reading_room.py")


def test_no_view_fetches_a_record_without_a_door():
    found = [
        f"{where(path, node)}: {node.value.id}.{node.attr} in a view: ask the door (cases/access.py) or visible_to"
        for path in sources(*APPS)
        if is_view(path)
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in CASE_MODELS
        and node.attr in ("objects", "with_removed", "_default_manager", "_base_manager")
    ]
    assert found == []


def test_nobody_uses_guardians_short_cuts():
    found = [
        f"{where(path, node)}: {alias.name} ignores from and to; ask CaseGrant.objects.valid()"
        for path in sources(*APPS)
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("guardian")
        for alias in node.names
        if alias.name in GUARDIAN
    ]
    assert found == []


def test_spreadsheet_files_are_written_in_one_place():
    """A cell that begins like a formula is run where a file is opened: two modules write files and know how not to."""
    writers = {"accounts/sheets.py", "exchange/files.py"}
    found = [
        where(path, node)
        for path in sources(*APPS)
        if str(path.relative_to(ROOT)) not in writers
        for node in nodes(path)
        if (
            isinstance(node, ast.Attribute)
            and node.attr in ("writer", "DictWriter")
            and _named(node) == "csv"
        )
        or (isinstance(node, ast.Import) and any(alias.name == "xlsxwriter" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xlsxwriter"))
    ]
    assert found == []


def _named(node: ast.Attribute) -> str:
    return node.value.id if isinstance(node.value, ast.Name) else ""


def test_migrations_import_no_live_code():
    """What a migration needs stands in it. The vault's fields and partial dates are frozen names, as Django's own are."""
    allowed = (
        "vault.partial",
        "vault.sealed",
        "vault.fields",
        "accounts.models",
        "cases.models",
        "cases.reference",
    )
    found = [
        f"{where(path, node)}: from {node.module} import …"
        for app in APPS
        for path in (ROOT / app).glob("migrations/*.py")
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in APPS
        and not (node.module or "").startswith(allowed)
    ]
    assert found == []


def test_migrations_say_what_they_do():
    unnamed = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).glob("migrations/0*.py")
        if re.search(r"_auto_|_alter_.*_and_more", path.name)
    ]
    assert unnamed == [], "name the migration: makemigrations --name"


def test_html_is_not_put_together_by_hand():
    """Text that a person typed becomes HTML in a template or through format_html, never by formatting."""
    markup = re.compile(r"<(?:p|a|b|li|td|span|div)\b")
    found = [
        where(path, node)
        for path in sources(*APPS)
        if "charts" not in path.name
        for node in nodes(path)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant) and markup.search(str(part.value))
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["templates", *APPS])
def test_words_that_hurt_are_not_used(folder):
    """P3: nobody was "rescued", is a "prostitute" or "illegal"."""
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for suffix in ("*.html", "*.txt", "*.py")
        for path in (ROOT / folder).rglob(suffix)
        for match in FORBIDDEN_WORDS.finditer(path.read_text())
    ]
    assert found == []


def test_every_app_introduces_itself():
    for app in APPS:
        readme = ROOT / app / "README.md"
        assert readme.exists(), f"{app} has no README.md"
        assert len(readme.read_text().splitlines()) <= 60, f"{app}/README.md is longer than one screen"


def test_links_in_the_documents_lead_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_locks_and_documents_name_no_index():
    """Whoever installs chooses the index; a lock with addresses would choose for them."""
    for lock in ROOT.glob("requirements*.txt"):
        assert "://" not in lock.read_text(), lock.name


def test_sentences_are_marked_by_the_names_that_are_collected():
    """`make messages` knows gettext by its own names and as `_`; under another name a sentence is never translated."""
    found = [
        f"{where(path, node)}: {alias.name} as {alias.asname}"
        for path in sources(*APPS)
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name.endswith(("gettext", "gettext_lazy")) and alias.asname not in (None, "_")
    ]
    assert found == []
