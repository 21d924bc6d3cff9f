"""${message}"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None
# Whether the program from before can go on with the result: nothing is renamed, removed or given another meaning, what
# is new may be left empty, and none of it is about persons, whom that program would have to export and erase.
is_additive = False


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
