"""The printer of reports (port `reports`): which writer makes which form. What does not live here: the writers."""

from gwanmun.adapters.reports.pdf import as_pdf
from gwanmun.adapters.reports.sheets import all_csv, as_json, as_xlsx
from gwanmun.domain.reports import Document, Form
from gwanmun.ports.reports import Printed

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReportPrinter:
    """Holds nothing between two documents."""

    def print(self, document: Document, form: Form) -> Printed:
        if form is Form.PDF:
            return Printed("pdf", "application/pdf", as_pdf(document))
        if form is Form.XLSX:
            return Printed("xlsx", _XLSX, as_xlsx(document))
        if form is Form.CSV:
            return Printed(*all_csv(document))
        return Printed("json", "application/json", as_json(document))
