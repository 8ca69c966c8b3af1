from apps_marketplace.forms.words import WordsForm

__all__ = ["WordsForm"]
