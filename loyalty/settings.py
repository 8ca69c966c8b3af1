"""Django's settings. What the environment may say is listed in docs/settings.md."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environ import Env

from loyalty.database.connection import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = False
SECRET_KEY = env.str(
    "SECRET_KEY", default="django-insecure-development-only-0123456789-abcdefghijklmnopqrstuvwxyz"
)
# Seal what has to be read again (`loyalty.database.secrets`): the first seals, all of them open.
CREDENTIAL_KEYS = env.list("CREDENTIAL_KEYS", default=["django-insecure-development-only-credentials"])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_DIR = Path(env.str("LOYALTY_DATA_DIR", default=str(BASE_DIR / "var")))

ROOT_URLCONF = "loyalty.urls"
WSGI_APPLICATION = "loyalty.wsgi.application"
JOB_SCHEDULE = "loyalty.schedule"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "oauth2_provider",
    "django_q",
    "loyalty.database",
    "loyalty.ui",
    "loyalty.jobs",
    "loyalty.merchants",
    "loyalty.team",
    "loyalty.audit",
    "loyalty.outbox",
    "loyalty.customers",
    "loyalty.points",
    "loyalty.orders",
    "loyalty.rewards",
    "loyalty.referrals",
    "vip",
    "earning",
    "loyalty.webhooks",
    "loyalty.api",
    "apps_marketplace",
]

MIDDLEWARE = [
    "loyalty.api.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "loyalty.team.middleware.MerchantMiddleware",
    "loyalty.audit.middleware.OriginMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "lucide.templatetags.lucide",
                "loyalty.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "loyalty.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database_settings(os.environ)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "database_cache"}}

AUTH_USER_MODEL = "team.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="optional")
ACCOUNT_ADAPTER = "loyalty.team.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "loyalty.team.forms.AddEmailForm",
    "change_password": "loyalty.team.forms.ChangePasswordForm",
    "login": "loyalty.team.forms.LoginForm",
    "reauthenticate": "loyalty.team.forms.ReauthenticateForm",
    "reset_password": "loyalty.team.forms.ResetPasswordForm",
    "reset_password_from_key": "loyalty.team.forms.ResetPasswordKeyForm",
    "set_password": "loyalty.team.forms.SetPasswordForm",
    "signup": "loyalty.team.forms.SignupForm",
}
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "loyalty.team.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

OAUTH2_PROVIDER_APPLICATION_MODEL = "apps_marketplace.Application"
OAUTH2_PROVIDER_GRANT_MODEL = "apps_marketplace.Grant"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "apps_marketplace.AccessToken"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "apps_marketplace.RefreshToken"
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "apps_marketplace.IDToken"
OAUTH2_PROVIDER_DEVICE_GRANT_MODEL = "apps_marketplace.DeviceGrant"

# RFC 9700, OAuth 2.0 security best current practice, without exceptions. Our own server in apps_marketplace.oauth
# keeps to it by itself; so does whatever else the toolkit may be asked for.
RFC_9700 = """
    IMPLICIT_GRANT PASSWORD_GRANT PKCE_METHOD PKCE_REQUIRED ACCESS_TOKEN_TRANSPORT AUTHZ_RESPONSE_ISS
    TOKEN_STORAGE REFRESH_TOKEN REDIRECT_URI_SCHEME REDIRECT_URI_MATCHING
"""
OAUTH2_PROVIDER = {
    **{f"COMPLIANT_BCP_RFC9700_{rule}": True for rule in RFC_9700.split()},
    "PKCE_REQUIRED": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "loyalty.api.authentication.KeyAuthentication",
        "apps_marketplace.oauth.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["loyalty.api.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["loyalty.api.throttles.BucketThrottle"],
    "DEFAULT_PARSER_CLASSES": ["loyalty.api.http.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "loyalty.api.http.parsers.OnlyJSON",
    "DEFAULT_SCHEMA_CLASS": "loyalty.api.http.schema.OperationSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "loyalty.api.http.errors.answer_error",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}
API_REQUESTS_PER_SECOND = env.int("API_REQUESTS_PER_SECOND", default=10)
# Any page may ask with a key that it was given; nobody's cookies go along.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/v1/"
CORS_ALLOW_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]
CORS_ALLOW_HEADERS = ["authorization", "content-type", "idempotency-key", "if-none-match"]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Idempotent-Replayed",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Error-Code",
    "X-Request-Id",
]
SPECTACULAR_SETTINGS = {
    "TITLE": "Grin REST API",
    "DESCRIPTION": "One shop's customers, points, rewards, tiers and activities, in the shapes of Smile.io's v1.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/v1",
    "AUTHENTICATION_WHITELIST": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "loyalty.api.http.examples.add_examples",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Where fields of one name allow different words, each set of words has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "EarningLimitType": ["rolling", "lifetime"],
        "FixedOrVariable": "loyalty.api.serializers.rewards.EXCHANGES",
        "OrderState": "loyalty.orders.models.OrderState.values",
        "RewardIcon": "loyalty.api.serializers.product_terms.ICON_NAMES",
        "TierIcon": "vip.models.Icon.values",
    },
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearerAuth": {
                "type": "http",
                "scheme": "bearer",
                "description": "A key from Settings, Developer, or a token that an app was given.",
            }
        }
    },
}

Q_CLUSTER = {
    "name": "loyalty",
    "orm": "default",
    "workers": env.int("WORKERS", default=2),
    "queue_limit": env.int("WORKERS", default=2),
    "bulk": 1,
    "poll": 0.5,
    "timeout": 60,
    "retry": 200,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": -1,
    "recycle": 500,
    "max_rss": 300_000,
    "scheduler": False,
}

# What addresses in webhooks begin with: without PUBLIC_URL the likeliest, since no request says it.
_SCHEME = "https" if env.bool("HTTPS", default=False) else "http"
SITE_URL = PUBLIC_URL or f"{_SCHEME}://{ALLOWED_HOSTS[0].lstrip('.')}"

# For the demo and for trying things out: webhooks may go to this machine itself, without TLS.
WEBHOOKS_TO_LOOPBACK = env.bool("WEBHOOKS_TO_LOOPBACK", default=False)

# How long the request log of the REST API is kept.
REQUEST_LOG_DAYS = env.int("REQUEST_LOG_DAYS", default=30)

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Grin <no-reply@localhost>")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("sv", _("Swedish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "loyalty": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
HAS_STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=False)
WHITENOISE_USE_FINDERS = not HAS_STATIC_MANIFEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HAS_STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

IS_HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
IS_BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_BEHIND_PROXY else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-sid" if IS_HTTPS else "sid"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
