"""Port `drafts` (초안 문서): one writer a format. What does not live here: the form (`report`), the formats (`report_hwpx`, `report_docx`)."""

from collections.abc import Callable, Mapping

from gwanmun.adapters.documents.report_docx import write_docx_report
from gwanmun.adapters.documents.report_hwpx import write_hwpx_report
from gwanmun.domain.drafts import Draft, DraftFormat

_WRITERS: Mapping[DraftFormat, Callable[[Draft], bytes]] = {
    DraftFormat.HWPX: write_hwpx_report,
    DraftFormat.DOCX: write_docx_report,
}


class ReportWriter:
    """Drafts in Korean report form."""

    def write(self, draft: Draft, format_: DraftFormat) -> bytes:
        return _WRITERS[format_](draft)
