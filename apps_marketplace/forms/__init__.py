from apps_marketplace.forms.activities import ActivityTypesForm
from apps_marketplace.forms.apps import AppForm, StaffAppForm
from apps_marketplace.forms.clients import ClientForm
from apps_marketplace.forms.parting import PartingForm
from apps_marketplace.forms.screenshots import ScreenshotsForm
from apps_marketplace.forms.settings import SettingsForm
from apps_marketplace.forms.staff import DecisionForm, InstallPolicyForm, PolicyForm
from apps_marketplace.forms.words import AnswerForm, PauseForm, ReasonForm

__all__ = [
    "ActivityTypesForm",
    "AnswerForm",
    "AppForm",
    "ClientForm",
    "DecisionForm",
    "InstallPolicyForm",
    "PartingForm",
    "PauseForm",
    "PolicyForm",
    "ReasonForm",
    "ScreenshotsForm",
    "SettingsForm",
    "StaffAppForm",
]
