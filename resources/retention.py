"""How this floor's tables are exported and erased (registered with audit.retention at start-up)."""

from audit import retention


def register() -> None:
    """Answer for every model of this app."""
    retention.harmless(
        "resources.Provider", "an organisation that helps; its contacts are sealed under its own key"
    )
    retention.harmless("resources.Agreement", "between organisations; who entered it stands by identifier")
