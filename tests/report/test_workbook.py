"""The workbook says what the dataset says, and stays a workbook whatever a scenario is called."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from simulate.forecast.forecast import Forecast
from simulate.report.base import views
from simulate.report.workbook.estimate import IDENTITY
from simulate.report.workbook.request import stocks
from simulate.report.workbook.write import write_workbook


@pytest.fixture(scope="module", params=["zh", "en"])
def written(
    request: pytest.FixtureRequest, forecast: Forecast, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    return write_workbook(forecast, tmp_path_factory.mktemp("book") / "budget.xlsx", request.param), request.param


def sheets(path: Path) -> list[Worksheet]:
    return openpyxl.load_workbook(path, data_only=True).worksheets


def rows_by(sheet: Worksheet, column: int) -> dict[str, list[object]]:
    return {str(row[column]): list(row) for row in sheet.iter_rows(values_only=True) if row[column] is not None}


@pytest.mark.parametrize("clock", ["recognition", "payment"])
def test_every_figure_of_the_estimate_is_the_datasets(
    written: tuple[Path, str], forecast: Forecast, clock: str
) -> None:
    path, language = written
    data = forecast.dataset
    scale = 1e4 if language == "zh" else 1e6
    rows = rows_by(sheets(path)[1 if clock == "recognition" else 2], 0)
    payers = int((data["payer_share"].max(("draw", "instrument")) > 0).sum())
    money = data["obligation"] if clock == "recognition" else data["cash"].sum("payer")
    for place in np.flatnonzero(data["priced"].values):
        row = rows[str(data["instrument"].values[place])]
        values = money.isel(instrument=place).values
        wanted = [
            x / scale
            for one in [*values.T, values.sum(axis=1)]
            for x in (one.mean(), *np.quantile(one, [0.1, 0.5, 0.9]))
        ]
        start = IDENTITY + payers
        assert row[start : start + len(wanted)] == pytest.approx(wanted)
        paid = data["paid"].sel(policy="on").isel(instrument=place).sum("year").values
        assert row[7:10] == pytest.approx(list(np.quantile(paid, [0.1, 0.5, 0.9])))


def test_totals_groups_and_payers_agree_with_the_dataset(written: tuple[Path, str], forecast: Forecast) -> None:
    path, language = written
    scale = 1e4 if language == "zh" else 1e6
    sheet = sheets(path)[1]
    rows = rows_by(sheet, 2)
    start = next(column for column, cell in enumerate(sheet[5]) if cell.value in ("mean", "均值"))
    total = forecast.dataset["obligation"].sum(("instrument", "year")).values
    all_years = start + 4 * forecast.dataset.sizes["year"]
    name = "合计（全部资金来源）" if language == "zh" else "Total, all payers"
    assert rows[name][all_years : all_years + 4] == pytest.approx(
        [total.mean() / scale, *np.quantile(total, [0.1, 0.5, 0.9]) / scale]
    )
    saving = rows["减：就高不重复核减" if language == "zh" else "Less: the higher award only"]
    assert saving[all_years] == pytest.approx(
        -float(forecast.dataset["stacking_saving"].sum(("instrument", "year")).mean()) / scale
    )
    diversification = next(row for key, row in rows.items() if key.startswith(("Diversification", "分散效应")))
    assert diversification[all_years + 3] < 0  # type: ignore[operator]


def test_the_request_opens_with_what_is_recognised_and_unpaid(forecast: Forecast) -> None:
    found = stocks(forecast.dataset, "city")
    assert found["closing"] == pytest.approx(found["opening"] + found["new"] - found["paid"] - found["lapsed"])
    assert found["opening"][:, 1:] == pytest.approx(found["closing"][:, :-1])
    assert np.abs(found["closing"][:, -1]).max() < 1000  # whole yuan are split, so the last year closes to rounding


def test_the_recommended_request_is_the_quantile_at_the_chosen_assurance(
    written: tuple[Path, str], forecast: Forecast
) -> None:
    path, language = written
    sheet = sheets(path)[4]
    year = int(forecast.dataset["payment_year"].values[1])
    due = forecast.dataset["cash"].sel(payer="city", payment_year=year).sum("instrument").values
    wanted = np.quantile(due, 0.9) / (1e4 if language == "zh" else 1e6)
    totals = [
        row for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith(("Total of the city", "市级合计"))
    ]
    assert totals[1][15] == pytest.approx(wanted)


def test_every_sheet_is_set_up_for_print_and_listed(written: tuple[Path, str]) -> None:
    book = openpyxl.load_workbook(written[0])
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize in (8, 9)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage or 10 <= int(sheet.page_setup.scale) <= 100
    listed = {row[0] for row in book.worksheets[0].iter_rows(min_row=5, values_only=True) if row[0]}
    assert listed == {sheet.title for sheet in book.worksheets[1:]}


def test_printed_pages_begin_with_a_year(written: tuple[Path, str]) -> None:
    book = openpyxl.load_workbook(written[0])
    for sheet in (book.worksheets[1], book.worksheets[2]):
        assert sheet.col_breaks.brk
        for one in sheet.col_breaks.brk:
            assert re.fullmatch(r"20\d\d|All years|方案期合计|Remarks|备注", sheet.cell(4, one.id + 1).value)
    (request,) = [sheet for sheet in book.worksheets if sheet.title in ("Budget request", "预算申请")]
    assert all(re.search(r"20\d\d", request.cell(one.id + 1, 1).value) for one in request.row_breaks.brk)


def test_no_number_shows_in_scientific_notation(written: tuple[Path, str]) -> None:
    for sheet in openpyxl.load_workbook(written[0]).worksheets:
        for row in sheet.iter_rows():
            assert not any("E" in cell.number_format and cell.number_format != "General" for cell in row)


def test_the_same_forecast_gives_the_same_bytes(forecast: Forecast, tmp_path: Path) -> None:
    one, two = (write_workbook(forecast, tmp_path / name, "zh").read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert one == two


def test_a_title_that_looks_like_a_formula_stays_text(forecast: Forecast, tmp_path: Path) -> None:
    title = "=1+1<script>"
    hostile = Forecast(forecast.dataset.assign_attrs(title_zh=title), forecast.scenario)
    cell = openpyxl.load_workbook(write_workbook(hostile, tmp_path / "b.xlsx", "zh")).worksheets[0]["A1"]
    assert (cell.value, cell.data_type) == (title, "s")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_every_formula_to_our_value(written: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = written
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(["soffice", home, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(path)], check=True,
                   capture_output=True, timeout=180)  # fmt: skip
    subprocess.run(["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path),
                    str(tmp_path / "budget.ods")], check=True, capture_output=True, timeout=180)  # fmt: skip
    ours, theirs = (openpyxl.load_workbook(one, data_only=True) for one in (path, tmp_path / "budget.xlsx"))
    formulas = openpyxl.load_workbook(path)
    compared = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    found = theirs[sheet.title][cell.coordinate].value
                    assert found == pytest.approx(ours[sheet.title][cell.coordinate].value, abs=1e-6), (
                        sheet.title,
                        cell.coordinate,
                    )
                    compared += 1
    assert compared > 300


def test_lines_of_the_estimate_are_disjoint_and_cover_what_is_priced(forecast: Forecast) -> None:
    masks = np.array(list(views.groups(forecast.dataset).values()))
    assert (masks.sum(axis=0) == forecast.dataset["priced"].values).all()


def numbers(sheet: Worksheet, first: int = 5) -> list[list[float]]:
    """The numbers of each row of a chart's table, from its first row on."""
    found = []
    for row in sheet.iter_rows(min_row=first, values_only=True):
        if row[0] is None:
            break
        found.append([float(value) for value in row[1:] if isinstance(value, (int, float))])
    return found


def test_the_sheets_under_the_charts_hold_the_datasets_figures(written: tuple[Path, str], forecast: Forecast) -> None:
    path, language = written
    data, scale = forecast.dataset, 1e4 if language == "zh" else 1e6
    names = {sheet.title.split(" ", 1 if language == "zh" else 2)[-1]: numbers(sheet)
             for sheet in sheets(path) if sheet.title.startswith(("图", "Chart"))}  # fmt: skip
    named = dict(zip(["fan", "exceedance", "clocks", "payers", "articles", "masses", "projects", "stages", "funnel"],
                     names.values(), strict=False))  # fmt: skip
    levels = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    top = data.isel(instrument=np.flatnonzero(data["headline"].values))
    city = top["cash"].sel(payer="city").sum("instrument").transpose("draw", "payment_year").values.cumsum(axis=1)
    for place, row in enumerate(named["fan"][1:]):
        assert row[:7] == pytest.approx(list(np.quantile(city[:, place], levels) / scale))
    assert named["fan"][1][8:14] == pytest.approx(
        [named["fan"][1][0], *np.diff(named["fan"][1][:7])[[0, 1]], named["fan"][1][4] - named["fan"][1][2],
         *np.diff(named["fan"][1][:7])[[4, 5]]]
    )  # fmt: skip
    paid = data["cash"].sum("instrument").mean("draw").transpose("payment_year", "payer").values
    for row, year in zip(named["payers"], paid, strict=True):
        assert row == pytest.approx([value / scale for value, ever in zip(year, paid.sum(axis=0), strict=True) if ever])
    numbers_of = sorted({int(one) for one in data["article"].values[data["priced"].values]})
    for row, article in zip(named["articles"], numbers_of, strict=True):
        where = np.flatnonzero((data["article"].values == article) & data["priced"].values)
        owed = data["obligation"].isel(instrument=where).sum(("instrument", "year")).values
        assert row == pytest.approx([owed.mean() / scale, *np.quantile(owed, levels) / scale])
    assert np.array(named["masses"]).sum(axis=1) == pytest.approx(1)
    count = data["projects"].sel(segment=["industry_above_scale", "industry_small"]).sum("segment").transpose(
        "policy", "draw", "year").values  # fmt: skip
    for place, row in enumerate(named["projects"]):
        wanted = [
            *np.quantile(count[0, :, place], [0.1, 0.5, 0.9]),
            *np.quantile(count[1, :, place], [0.1, 0.5, 0.9]),
            1000,
        ]
        assert row == pytest.approx(wanted)
    share = data["stage_share"].sel(policy="on").isel(segment=0).mean("draw").transpose("year", "stage").values
    assert named["stages"] == [pytest.approx(list(row)) for row in share]


def test_the_summary_of_draws_is_the_datasets(written: tuple[Path, str], forecast: Forecast) -> None:
    path, language = written
    sheet = next(one for one in sheets(path) if one.title in ("Draws summary", "抽样摘要"))
    row = next(sheet.iter_rows(min_row=6, max_row=6, values_only=True))
    values = forecast.headline().values / (1e4 if language == "zh" else 1e6)
    wanted = [values.mean(), values.std(ddof=1), values.std(ddof=1) / values.size**0.5]
    assert row[1:11] == pytest.approx([*wanted, *np.quantile(values, (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95))])


def test_every_assumed_figure_has_its_source(written: tuple[Path, str]) -> None:
    sheet = next(one for one in sheets(written[0]) if one.title in ("Assumptions", "假设"))
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]
    assert len(rows) > 100
    assert all(row[4] in ("assumed", "prior", "假设", "先验") and row[5] for row in rows)
    assert all("(" in row[2] for row in rows)
