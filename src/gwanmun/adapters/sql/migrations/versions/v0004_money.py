"""The ledger of spending, collection rounds."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
