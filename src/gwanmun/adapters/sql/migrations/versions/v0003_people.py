"""Appointments, approvals, training, devices, records."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
