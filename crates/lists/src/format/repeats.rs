//! How much text an ODS sheet comes to when cells and rows that stand once but are said to repeat are written out: a few
//! hundred bytes can claim gigabytes, and the library that reads them writes them out in memory.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader, Cursor, Read};

/// Most bytes of the sheets as they stand in the archive.
const MOST_CONTENT: u64 = 512 << 20;

/// Bytes of text when everything is written out; `None` if the archive holds no sheets that can be read.
pub(super) fn written_out(bytes: &[u8]) -> Option<u64> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let content = archive.by_name("content.xml").ok()?.take(MOST_CONTENT);
    Some(count(BufReader::new(content)))
}

/// Adds up the text of all cells, each as often as its cell and its row repeat; what the tag of a cell holds counts too, for
/// it may hold the value. Up to where the text is no XML any more: the library stops there as well.
fn count(xml: impl BufRead) -> u64 {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    let (mut total, mut row, mut rows, mut cells) = (0_u64, 0_u64, 1_u64, 1_u64);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                "table-row" => {
                    total = total.saturating_add(row.saturating_mul(rows));
                    (rows, row) = (repeats(&tag, "number-rows-repeated"), 0);
                }
                "table-cell" | "covered-table-cell" => {
                    cells = repeats(&tag, "number-columns-repeated");
                    let value =
                        tag.attributes().flatten().any(|a| a.key.local_name().as_ref().ends_with("value"));
                    let weight = if value { tag.len() as u64 } else { 0 };
                    row = row.saturating_add(weight.saturating_mul(cells));
                }
                _ => {}
            },
            Ok(Event::Text(text)) => row = row.saturating_add((text.len() as u64).saturating_mul(cells)),
            Ok(Event::CData(text)) => row = row.saturating_add((text.len() as u64).saturating_mul(cells)),
            Ok(Event::Eof) | Err(_) => return total.saturating_add(row.saturating_mul(rows)),
            Ok(_) => {}
        }
    }
}

/// The number in an attribute; 1 where it is absent, as much as can be where it is no number.
fn repeats(tag: &BytesStart<'_>, attribute: &str) -> u64 {
    let found = tag.attributes().flatten().filter(|a| a.key.local_name().as_ref() == attribute);
    let number = |value: &str| value.trim().parse().ok();
    found.map(|a| number(&a.value).unwrap_or(u64::MAX)).max().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_counts_as_often_as_it_repeats() {
        let row = |rows: &str, cells: &str| {
            format!(
                r#"<table:table-row{rows}><table:table-cell{cells}><text:p>abcd</text:p></table:table-cell></table:table-row>"#
            )
        };
        assert_eq!(count(row("", "").as_bytes()), 4);
        let often = row(r#" table:number-rows-repeated="1000""#, r#" table:number-columns-repeated="5""#);
        assert_eq!(count(often.as_bytes()), 4 * 1000 * 5);
        let endless = row(r#" table:number-rows-repeated="99999999999999999999""#, "");
        assert!(count(endless.as_bytes()) > 1 << 60);
        // The empty rows that every sheet ends in weigh nothing.
        let hidden = often.replace("<text:p>", "<!-- <table:table-row> --><text:p>");
        assert_eq!(count(hidden.as_bytes()), 4 * 1000 * 5);
        let empty =
            r#"<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>"#;
        assert_eq!(count(empty.as_bytes()), 0);
    }
}
