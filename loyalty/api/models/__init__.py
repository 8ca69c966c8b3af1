from loyalty.api.models.answers import LONGEST_KEY, LONGEST_SOURCE, Answer
from loyalty.api.models.buckets import Bucket

__all__ = ["LONGEST_KEY", "LONGEST_SOURCE", "Answer", "Bucket"]
