import uuid

import django.db.models.deletion
from django.db import migrations, models

# Rows are appended only. ABORT, and the class 23000, make it an IntegrityError in both databases.
_SQLITE = {
    "audit_event_update": "BEFORE UPDATE ON audit_auditevent",
    "audit_event_delete": "BEFORE DELETE ON audit_auditevent",
    "audit_chain_update": (
        "BEFORE UPDATE ON audit_auditchain "
        "WHEN NEW.last_number <> OLD.last_number + 1 OR NEW.team_id <> OLD.team_id"
    ),
    "audit_chain_delete": "BEFORE DELETE ON audit_auditchain",
}
_POSTGRESQL = {
    "audit_event_change": "BEFORE UPDATE OR DELETE ON audit_auditevent FOR EACH ROW",
    "audit_event_truncate": "BEFORE TRUNCATE ON audit_auditevent FOR EACH STATEMENT",
    "audit_chain_change": (
        "BEFORE UPDATE ON audit_auditchain FOR EACH ROW "
        "WHEN (NEW.last_number <> OLD.last_number + 1 OR NEW.team_id <> OLD.team_id)"
    ),
    "audit_chain_delete": "BEFORE DELETE ON audit_auditchain FOR EACH ROW",
    "audit_chain_truncate": "BEFORE TRUNCATE ON audit_auditchain FOR EACH STATEMENT",
}
_FUNCTION = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def triggers_create(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in _SQLITE.items():
            refuse = "SELECT RAISE(ABORT, 'The audit log is append-only.');"
            schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN {refuse} END")
        return
    schema_editor.execute(_FUNCTION)
    for name, when in _POSTGRESQL.items():
        schema_editor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_refuse()")


def triggers_drop(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in _SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute("DROP FUNCTION audit_refuse() CASCADE")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_people_and_teams"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditChain",
            fields=[
                (
                    "team",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.team",
                    ),
                ),
                ("last_number", models.PositiveBigIntegerField(default=0)),
                ("last_hash", models.CharField(blank=True, default="", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("action", models.CharField(max_length=40)),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_label", models.CharField(blank=True, max_length=200)),
                ("subject_type", models.CharField(max_length=20)),
                ("subject_id", models.CharField(blank=True, max_length=40)),
                ("subject_label", models.CharField(blank=True, max_length=200)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("via", models.CharField(max_length=10)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "chain",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="audit.auditchain",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "indexes": [models.Index(fields=["actor_id", "-occurred_at"], name="audit_actor")],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "number"), name="audit_number_once")
                ],
            },
        ),
        migrations.RunPython(triggers_create, triggers_drop),
    ]
