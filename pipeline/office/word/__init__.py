"""Word templates: where tags stand in a document, what they write there, and what a render adds to the package."""

from pipeline.office.word.compile import compile_document
from pipeline.office.word.document import WordTemplate
from pipeline.office.word.writing.subdocument import SubDocument

__all__ = ["SubDocument", "WordTemplate", "compile_document"]
