"""Every stylesheet and script of the shell, in loading order. The first names the layers.

Linked one by one: they are small and cached for good under hashed names, and imports inside CSS would
load in a row.
"""

STYLESHEETS = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    *(
        f"css/{name}.css"
        for name in (
            "app",
            "avatar",
            "badge",
            "button",
            "calendar",
            "callout",
            "card",
            "chart",
            "checklist",
            "code",
            "consent",
            "crumbs",
            "dialog",
            "empty",
            "entrance",
            "error-summary",
            "facts",
            "field",
            "file-drop",
            "filters",
            "kbd",
            "key",
            "menu",
            "nav",
            "notice",
            "page-header",
            "pager",
            "pill",
            "progress",
            "reward",
            "referral",
            "rule",
            "trial",
            "save-bar",
            "search",
            "screenshot",
            "selection",
            "stat",
            "steps",
            "sum",
            "table",
            "tabs",
            "tier",
            "tile",
            "timeline",
            "toast",
        )
    ),
)

SCRIPTS = tuple(
    f"js/{name}.js"
    for name in (
        "code",
        "dialog",
        "error-summary",
        "file-drop",
        "htmx",
        "keyboard",
        "menu",
        "nav",
        "save-bar",
        "tabs",
        "theme",
        "toast",
    )
)
