"""What only SQL can promise, as migration operations that can be undone."""

import json
from collections.abc import Mapping, Sequence

from django.db.migrations.operations import RunSQL


class CompositeForeignKey(RunSQL):
    """A foreign key that carries the merchant too, so that a row cannot point at another merchant's.

    `table (merchant_id, column)` → `target (merchant_id, id)`; the target needs a unique constraint on both.
    Checked at once: parents are always written first, and a batch keeps no list of checks to be made at commit.
    """

    def __init__(self, table: str, column: str, target: str, *, on_delete: str = "NO ACTION") -> None:
        self._given = ([table, column, target], {"on_delete": on_delete})
        name = f"{table}_{column}_of_merchant"[:63]
        super().__init__(
            sql=f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (merchant_id, "{column}")'
            f' REFERENCES "{target}" (merchant_id, id) ON DELETE {on_delete}',
            reverse_sql=f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
        )

    def deconstruct(self) -> tuple[str, Sequence[object], dict[str, object]]:
        args, options = self._given
        return self.__class__.__qualname__, args, dict(options)


class Immutable(RunSQL):
    """Refuse UPDATE, DELETE and TRUNCATE on a table, whoever asks."""

    def __init__(self, table: str) -> None:
        self._table = table
        super().__init__(sql=_GUARD.format(table=table), reverse_sql=_UNGUARD.format(table=table))

    def deconstruct(self) -> tuple[str, Sequence[object], dict[str, object]]:
        return self.__class__.__qualname__, [self._table], {}


class Erasable(RunSQL):
    """Let a table that refuses changes be emptied of what it says about one person, in these columns and no others.

    Only rows whose `owner` is the customer named by `erasing_customer` in the same transaction, and only to `blank`.
    """

    def __init__(self, table: str, *, owner: str, blank: Mapping[str, object], only: str = "true") -> None:
        self._given = ([table], {"owner": owner, "blank": dict(blank), "only": only})
        named = {"table": table, "owner": owner, "only": only, "blank": json.dumps(blank)}
        super().__init__(sql=_GUARD_BUT_ERASE.format(**named), reverse_sql=_GUARD_ALL.format(table=table))

    def deconstruct(self) -> tuple[str, Sequence[object], dict[str, object]]:
        args, options = self._given
        return self.__class__.__qualname__, args, dict(options)


_GUARD = """
CREATE FUNCTION "{table}_is_immutable"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "{table}_refuses_changes" BEFORE UPDATE OR DELETE ON "{table}"
    FOR EACH ROW EXECUTE FUNCTION "{table}_is_immutable"();
CREATE TRIGGER "{table}_refuses_truncate" BEFORE TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION "{table}_is_immutable"();
"""
_UNGUARD = """
DROP TRIGGER "{table}_refuses_truncate" ON "{table}";
DROP TRIGGER "{table}_refuses_changes" ON "{table}";
DROP FUNCTION "{table}_is_immutable"();
"""
_GUARD_ALL = """
CREATE OR REPLACE FUNCTION "{table}_is_immutable"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
_GUARD_BUT_ERASE = """
CREATE OR REPLACE FUNCTION "{table}_is_immutable"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD."{owner}"::text = current_setting('grin.erasing', true) AND {only}
            AND to_jsonb(NEW) = to_jsonb(OLD) || '{blank}'::jsonb
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '{table} is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
