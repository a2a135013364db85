"""Fingerprints and canaries of classified texts."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
