"""What is laid down for people to work with: a workspace, blank workbooks, a kind to edit."""

from __future__ import annotations

from pipeline.batch.layout.kinds import edit_kind, kind_from, new_kind
from pipeline.batch.layout.workspaces import BLANKS, lay_blanks, lay_workspace

__all__ = ["BLANKS", "edit_kind", "kind_from", "lay_blanks", "lay_workspace", "new_kind"]
