//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::model::Severity;
use crate::write::document::Colour;

/// The built-in number format `@`: whatever is typed stays as it was typed.
const TEXT_FORMAT: u8 = 49;

/// The formats of a workbook.
#[derive(Clone, Debug)]
pub(super) struct Style {
    text: [Format; 2],
    faults: [Format; 3],
    suggestion: Format,
    fill_in: Format,
    headers: [Format; 2],
}

impl Style {
    pub(super) fn new() -> Style {
        let text = Format::new().set_num_format_index(TEXT_FORMAT).set_align(FormatAlign::Top);
        let filled = |colour| coloured(&text, colour);
        let fault = |severity| filled(Colour::Fault(severity));
        let header = |colour| coloured(&Format::new().set_bold().set_align(FormatAlign::Top), colour);
        Style {
            faults: [fault(Severity::Info), fault(Severity::Warning), fault(Severity::Error)],
            suggestion: filled(Colour::Suggestion).set_text_wrap(),
            fill_in: filled(Colour::FillIn),
            headers: [header(Colour::Given), header(Colour::Own)],
            text: [text.clone(), text.set_text_wrap()],
        }
    }

    /// A cell as any other.
    pub(super) fn text(&self, wraps: bool) -> &Format {
        &self.text[usize::from(wraps)]
    }

    /// A cell in which something was found.
    pub(super) fn fault(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Off | Severity::Info => &self.faults[0],
            Severity::Warning => &self.faults[1],
            Severity::Error => &self.faults[2],
        }
    }

    /// A proposed value.
    pub(super) fn suggestion(&self) -> &Format {
        &self.suggestion
    }

    /// A cell to be filled in.
    pub(super) fn fill_in(&self) -> &Format {
        &self.fill_in
    }

    /// The header of a column of the sender's, or of ours.
    pub(super) fn header(&self, own: bool) -> &Format {
        &self.headers[usize::from(own)]
    }
}

/// The format with a colour behind it. Fills hide the lines between cells, so coloured cells have their own.
pub(super) fn coloured(format: &Format, colour: Colour) -> Format {
    let fill = match colour {
        Colour::Fault(Severity::Error) => 0x00FF_C7CE,
        Colour::Fault(Severity::Warning) => 0x00FF_E699,
        Colour::Fault(Severity::Info | Severity::Off) => 0x00D9_E1F2,
        Colour::Suggestion => 0x00C6_EFCE,
        Colour::FillIn => 0x00FF_FFCC,
        Colour::Given => 0x00DD_EBF7,
        Colour::Own => 0x00ED_EDED,
    };
    let lines = FormatBorder::Thin;
    format.clone().set_background_color(Color::RGB(fill)).set_border(lines).set_border_color(Color::RGB(0x00BF_BFBF))
}
