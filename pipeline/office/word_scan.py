from pipeline.office.tags.scan import *  # noqa: F403
from pipeline.office.tags.scan import ESCAPES, Found, Scan, scan, unescaped  # noqa: F401
