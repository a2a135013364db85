"""Orders, emergencies, onboarding, vendors and inquiries."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
