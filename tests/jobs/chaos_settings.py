"""The product with only the rooms that work needs, so that a killed process is back quickly."""

import os

from loyalty.settings import *  # noqa: F403 -- everything that is not named here
from loyalty.settings import Q_CLUSTER

INSTALLED_APPS = ["django.contrib.contenttypes", "django_q", "loyalty.database", "loyalty.jobs"]
JOB_SCHEDULE = "tests.jobs.schedule"
# What a naive use of the queue relies on; the product's own jobs do not.
Q_CLUSTER = {**Q_CLUSTER, "retry": int(os.environ.get("TEST_RETRY", "200")), "timeout": 60}
if "TEST_RETRY" in os.environ:
    Q_CLUSTER |= {"workers": 1, "queue_limit": 1, "timeout": int(os.environ["TEST_RETRY"]) - 1}
