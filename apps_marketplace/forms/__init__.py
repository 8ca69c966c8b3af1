from apps_marketplace.forms.activities import ActivityTypesForm
from apps_marketplace.forms.apps import AppForm, StaffAppForm
from apps_marketplace.forms.staff import ClientForm, DecisionForm, InstallPolicyForm, PolicyForm
from apps_marketplace.forms.words import WordsForm

__all__ = [
    "ActivityTypesForm",
    "AppForm",
    "ClientForm",
    "DecisionForm",
    "InstallPolicyForm",
    "PolicyForm",
    "StaffAppForm",
    "WordsForm",
]
