from pipeline.office.markup import escaped  # noqa: F401
