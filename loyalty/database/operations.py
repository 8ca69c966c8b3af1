"""What only SQL can promise, as migration operations that can be undone."""

from collections.abc import Sequence

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
