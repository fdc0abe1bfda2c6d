//! Writes a workbook. Knows the writer's library and how each look is drawn.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{
    Chart, ChartEmptyCells, ChartFont, ChartFormat, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType,
    ChartRange, ChartSeries, ChartSolidFill, ChartType, Color, DataValidation, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, ProtectionOptions, Workbook, Worksheet, XlsxError, utility,
};

use super::{Book, BookCell, BookChart, BookChoices, BookError, BookSheet, BookValue, LONGEST_TEXT, Look};

/// On every machine with Windows 10 or later; elsewhere its charset leads to another Japanese font.
const FONT: &str = "BIZ UDPGothic";
const JAPANESE_CHARSET: u8 = 128;

const INK: Color = Color::RGB(0x1a_1a1a);
const SOFT: Color = Color::RGB(0x4d_4d4d);
const LINE: Color = Color::RGB(0x8c_8c8c);
const HEAD: Color = Color::RGB(0xf0_f0f0);
const OPEN: Color = Color::RGB(0xee_f2ff);
const ACT: Color = Color::RGB(0x00_17c1);

/// Excel's numbers for A4 and for cells that keep what is typed.
const A4: u8 = 9;
const TEXT: u8 = 49;

/// The usual size of letters, the usual height of a row and the greatest, in points.
const LETTER: f64 = 10.0;
const ROW: f64 = 21.0;
const HIGHEST_ROW: f64 = 409.0;

/// The height of a line of letters of size 1.
const LINE_HEIGHT: f64 = 1.4;

/// The workbook as bytes of an `.xlsx` file. The same book gives the same bytes.
///
/// # Errors
/// Where a name, a text, a number or anything else is not what the format allows.
pub fn workbook(book: &Book) -> Result<Vec<u8>, BookError> {
    check_names(book)?;
    let (year, month, day) = book.date;
    let made = ExcelDateTime::from_ymd(year, month, day)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new().set_title(&book.title).set_author(&book.author).set_creation_datetime(&made),
    );
    for sheet in &book.sheets {
        write_sheet(workbook.add_worksheet(), sheet, &book.title)?;
    }
    Ok(workbook.save_to_buffer()?)
}

impl From<XlsxError> for BookError {
    fn from(fault: XlsxError) -> Self {
        Self::Format(fault.to_string())
    }
}

fn check_names(book: &Book) -> Result<(), BookError> {
    if book.sheets.is_empty() {
        return Err(BookError::Format("no sheet".to_owned()));
    }
    let mut seen = BTreeSet::new();
    for BookSheet { name, .. } in &book.sheets {
        let letters = name.encode_utf16().count();
        let odd = |letter: char| letter.is_control() || "[]:*?/\\".contains(letter);
        // `History` is Excel's own.
        let taken = name.eq_ignore_ascii_case("history") || !seen.insert(name.to_lowercase());
        if !(1..=31).contains(&letters) || name.contains(odd) || name.starts_with('\'') || name.ends_with('\'') || taken
        {
            return Err(BookError::SheetName(name.clone()));
        }
    }
    Ok(())
}

fn write_sheet(page: &mut Worksheet, sheet: &BookSheet, title: &str) -> Result<(), BookError> {
    page.set_name(&sheet.name)?;
    for (column, width) in (0..).zip(&sheet.columns) {
        page.set_column_width(column, width.width)?;
    }
    page.set_default_row_height(ROW);
    let looks = Looks::new();
    for (row, cells) in (0..).zip(&sheet.rows) {
        let mut column = 0;
        for cell in &cells.cells {
            write_cell(page, sheet, (row, column), cell, &looks)?;
            column += cell.across.max(1);
        }
        if let Some(height) = height(sheet, &cells.cells) {
            page.set_row_height(row, height)?;
        }
    }
    if sheet.frozen_rows > 0 {
        page.set_freeze_panes(sheet.frozen_rows, 0)?;
    }
    if sheet.protected {
        // Columns and rows may be made larger, so that what is typed can be read.
        page.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::new()
        });
    }
    if let Some(chart) = &sheet.chart {
        page.insert_chart(chart.at.0, chart.at.1, &draw(chart, &sheet.name))?;
    }
    set_up_print(page, sheet, title)
}

fn set_up_print(page: &mut Worksheet, sheet: &BookSheet, title: &str) -> Result<(), BookError> {
    page.set_screen_gridlines(false);
    page.set_paper_size(A4);
    if sheet.landscape {
        page.set_landscape();
    }
    page.set_print_fit_to_pages(1, 0);
    page.set_margins(0.5, 0.5, 0.5, 0.7, 0.3, 0.3);
    if let Some(row) = sheet.repeated_row {
        page.set_repeat_rows(row, row)?;
    }
    // A footer takes 255 letters, and `&` begins a command in it.
    let title: String = title.chars().filter(|letter| !letter.is_control()).take(80).collect();
    page.set_footer(format!("&L&8 {} &R&8&P / &N", title.replace('&', "&&")));
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    sheet: &BookSheet,
    (row, column): (u32, u16),
    cell: &BookCell,
    looks: &Looks,
) -> Result<(), BookError> {
    let place = || format!("{}!{}", sheet.name, utility::row_col_to_cell(row, column));
    let look = looks.of(cell);
    if cell.across > 1 {
        page.merge_range(row, column, row, column + (cell.across - 1), "", look)?;
    }
    match &cell.value {
        BookValue::Text(text) => {
            let letters = text.encode_utf16().count();
            if letters > LONGEST_TEXT {
                return Err(BookError::LongText { cell: place(), letters });
            }
            page.write_string_with_format(row, column, text, look)?;
        }
        BookValue::Number(number) if number.is_finite() => {
            page.write_number_with_format(row, column, *number, look)?;
        }
        BookValue::Number(_) => return Err(BookError::Number(place())),
        BookValue::Blank => {
            page.write_blank(row, column, look)?;
        }
    }
    if let Some(choices) = &cell.choices {
        page.add_data_validation(row, column, row, column, &validation(choices)?)?;
    }
    Ok(())
}

fn validation(choices: &BookChoices) -> Result<DataValidation, BookError> {
    if choices.list.is_empty() || choices.list.iter().any(|choice| choice.contains(',')) {
        return Err(BookError::Format(format!("choices without a comma in them, not {:?}", choices.list)));
    }
    let rule = DataValidation::new().allow_list_strings(&choices.list)?;
    Ok(rule.set_error_title(&choices.title)?.set_error_message(&choices.message)?)
}

/// A height for rows of more than one line, which not every spreadsheet fits by itself.
fn height(sheet: &BookSheet, cells: &[BookCell]) -> Option<f64> {
    let mut from = 0;
    let mut highest = 0.0;
    for cell in cells {
        let to = from + usize::from(cell.across.max(1));
        let room: f64 = sheet.columns.iter().take(to).skip(from).map(|column| column.width).sum();
        if cell.look == Look::Field {
            // Room to write by hand, and to read what is typed: a row does not grow with it.
            highest = f64::max(highest, 2.0 * LETTER * LINE_HEIGHT + 6.0);
        }
        if let BookValue::Text(text) = &cell.value {
            let size = points(cell.look);
            let part = |line| (digits(line) * size / LETTER / (room - 1.0).max(1.0)).ceil().max(1.0);
            highest = f64::max(highest, text.lines().map(part).sum::<f64>() * size * LINE_HEIGHT + 6.0);
        }
        from = to;
    }
    (highest > ROW).then_some(highest.min(HIGHEST_ROW))
}

/// About how many digits a text is wide.
fn digits(text: &str) -> f64 {
    text.chars().map(|letter| if letter.is_ascii() { 1.0 } else { 2.0 }).sum()
}

fn points(look: Look) -> f64 {
    match look {
        Look::Title => 15.0,
        Look::Note => 9.0,
        Look::Head | Look::Plain | Look::Mark | Look::Total | Look::Answer | Look::Field => LETTER,
    }
}

/// The formats of all looks.
struct Looks(BTreeMap<(Look, Kind), Format>);

/// What a format depends on beside the look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    /// Excel would read such a text as a formula as soon as somebody edits its cell: it gets Excel's own mark
    /// for plain text.
    LikeFormula,
    Number,
}

impl Looks {
    fn new() -> Self {
        let all =
            [Look::Title, Look::Note, Look::Head, Look::Plain, Look::Mark, Look::Total, Look::Answer, Look::Field];
        let kinds = |look| {
            let plain = format(look);
            let sides = matches!(look, Look::Plain | Look::Total | Look::Field);
            let beside = |format: Format, side| if sides { format.set_align(side).set_indent(1) } else { format };
            let left = beside(plain.clone(), FormatAlign::Left);
            [
                ((look, Kind::LikeFormula), left.clone().set_quote_prefix()),
                ((look, Kind::Text), left),
                ((look, Kind::Number), beside(plain, FormatAlign::Right)),
            ]
        };
        Self(all.into_iter().flat_map(kinds).collect())
    }

    fn of(&self, cell: &BookCell) -> &Format {
        let kind = match &cell.value {
            BookValue::Text(text) if text.starts_with(['=', '+', '-', '@']) => Kind::LikeFormula,
            BookValue::Text(_) | BookValue::Blank => Kind::Text,
            BookValue::Number(_) => Kind::Number,
        };
        &self.0[&(cell.look, kind)]
    }
}

fn format(look: Look) -> Format {
    let plain = Format::new()
        .set_font_name(FONT)
        .set_font_charset(JAPANESE_CHARSET)
        .set_font_size(points(look))
        .set_font_color(INK)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let framed = || plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
    // What is typed stays as it is typed: a number of 13 digits, a leading 0, a lone minus.
    let open = || framed().set_unlocked().set_num_format_index(TEXT).set_background_color(OPEN).set_border_color(INK);
    match look {
        Look::Title => plain.set_bold(),
        Look::Note => plain.set_font_color(SOFT),
        Look::Head => framed().set_bold().set_background_color(HEAD).set_align(FormatAlign::Center),
        Look::Plain => framed(),
        Look::Mark => framed().set_align(FormatAlign::Center),
        Look::Total => framed().set_bold().set_border_top(FormatBorder::Medium),
        Look::Answer => open().set_align(FormatAlign::Center),
        Look::Field => open(),
    }
}

fn draw(chart: &BookChart, sheet: &str) -> Chart {
    let column = |column: u16| ChartRange::new_from_range(sheet, chart.rows.0, column, chart.rows.1, column);
    let font = |points: f64| {
        let mut font = ChartFont::new();
        font.set_name(FONT).set_size(points).set_color(INK);
        font
    };
    let mut drawn = Chart::new(ChartType::RadarWithMarkers);
    for series in &chart.series {
        let mut line = ChartLine::new();
        let mut marker = ChartMarker::new();
        if series.broken {
            line.set_color(SOFT).set_width(1.25).set_dash_type(ChartLineDashType::Dash);
            marker.set_none();
        } else {
            line.set_color(ACT).set_width(2.25);
            marker
                .set_type(ChartMarkerType::Circle)
                .set_size(6)
                .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(ACT)));
        }
        let mut one = ChartSeries::new();
        one.set_name(words(&series.name).as_str());
        one.set_categories(&column(chart.labels)).set_values(&column(series.column));
        one.set_format(ChartFormat::new().set_line(&line)).set_marker(&marker);
        drawn.push_series(&one);
    }
    drawn.title().set_name(words(&chart.title).as_str()).set_font(&font(11.0));
    drawn.x_axis().set_font(&font(9.0));
    let mut grid = ChartLine::new();
    grid.set_color(Color::RGB(0xc0_c0c0)).set_width(0.75);
    drawn.y_axis().set_font(&font(8.0)).set_min(0).set_max(chart.most).set_major_unit(chart.most / 4.0);
    drawn.y_axis().set_major_gridlines_line(&grid);
    if chart.series.len() > 1 {
        drawn.legend().set_font(&font(9.0));
    } else {
        drawn.legend().set_hidden();
    }
    drawn.show_empty_cells_as(ChartEmptyCells::Gaps);
    drawn.set_width(chart.size.0).set_height(chart.size.1).set_alt_text(&chart.description);
    drawn
}

/// The library takes a name that begins with `=` or has a `!` in it for the address of a cell.
fn words(name: &str) -> String {
    let wide = name.replace('!', "！");
    wide.strip_prefix('=').map_or(wide.clone(), |rest| format!("＝{rest}"))
}
