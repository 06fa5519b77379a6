"""The figures of the catalogue; importing this package registers all of them."""
from pipeline.measures.figures import funnel  # noqa: F401
from pipeline.measures.figures import boards  # noqa: F401
from pipeline.measures.figures import series, customers, deals  # noqa: F401
from pipeline.measures.figures import meetings  # noqa: F401
from pipeline.measures.figures import actions, interviews, post_loan  # noqa: F401
