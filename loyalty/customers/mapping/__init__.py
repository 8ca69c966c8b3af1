from loyalty.customers.mapping.names import InvalidEmail, email_key, language_code, tag_key

__all__ = ["InvalidEmail", "email_key", "language_code", "tag_key"]
