//! What a file is, told by its first bytes and, where these do not say, by the ending of its name.

/// How many bytes of the beginning [`of`] looks at.
pub const BEGINNING: usize = 128;

/// Media type of a file (RFC 6838), from its name and its first [`BEGINNING`] bytes. "application/octet-stream" where neither says.
pub fn of(name: &str, beginning: &[u8]) -> &'static str {
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    let starts = |magic: &[u8]| beginning.starts_with(magic);
    let at = |place: usize, magic: &[u8]| beginning.get(place..).is_some_and(|rest| rest.starts_with(magic));
    match ending.as_str() {
        _ if starts(b"%PDF-") => "application/pdf",
        _ if starts(b"\x89PNG\r\n\x1a\n") => "image/png",
        _ if starts(b"\xff\xd8\xff") => "image/jpeg",
        _ if starts(b"GIF87a") || starts(b"GIF89a") => "image/gif",
        _ if starts(b"RIFF") && at(8, b"WEBP") => "image/webp",
        _ if starts(b"II*\0") || starts(b"MM\0*") => "image/tiff",
        _ if starts(b"BM") && ending == "bmp" => "image/bmp",
        _ if [b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim"].iter().any(|magic| at(4, *magic)) => {
            "image/heic"
        }
        _ if at(4, b"ftypavif") => "image/avif",
        _ if at(4, b"ftypqt  ") => "video/quicktime",
        _ if at(4, b"ftyp3g") => "video/3gpp",
        _ if starts(b"RIFF") && at(8, b"AVI ") => "video/x-msvideo",
        // Matroska and WebM share their first bytes; the name of the kind follows within the first few dozen.
        _ if starts(b"\x1a\x45\xdf\xa3") && beginning.windows(4).any(|part| part == b"webm") => "video/webm",
        _ if starts(b"\x1a\x45\xdf\xa3") => "video/x-matroska",
        _ if starts(b"OggS") => "audio/ogg",
        _ if starts(b"ID3") => "audio/mpeg",
        // ISO/IEC 14496-12: a box "ftyp" with the brand. Still images and QuickTime use the same box.
        _ if [b"ftypiso", b"ftypmp4", b"ftypavc", b"ftypM4V"].iter().any(|magic| at(4, *magic)) => {
            "video/mp4"
        }
        "mp4" | "m4v" if at(4, b"ftyp") => "video/mp4",
        // OpenDocument 1.3, part 2, section 3.3: the file "mimetype" comes first in the archive, not compressed.
        _ if starts(b"PK\x03\x04") && at(30, b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") => {
            ODS
        }
        "ods" if starts(b"PK\x03\x04") => ODS,
        "xlsx" if starts(b"PK\x03\x04") => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
        "xls" if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => "application/vnd.ms-excel",
        "parquet" if starts(b"PAR1") => "application/vnd.apache.parquet",
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "json" => "application/json",
        "jsonl" | "ndjson" => "application/jsonl",
        _ => "application/octet-stream",
    }
}

const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_speak_first() {
        assert_eq!(of("scan.csv", b"%PDF-1.7"), "application/pdf");
        assert_eq!(of("x", b"\xff\xd8\xff\xe0"), "image/jpeg");
        assert_eq!(of("x.jpg", b"\x89PNG\r\n\x1a\n"), "image/png");
        assert_eq!(of("clip", b"\0\0\0\x20ftypisom"), "video/mp4");
        assert_eq!(of("clip.MP4", b"\0\0\0\x20ftypzzzz"), "video/mp4");
        assert_eq!(of("photo.heic", b"\0\0\0\x20ftypheic"), "image/heic");
        assert_eq!(of("clip.mov", b"\0\0\0\x14ftypqt  "), "video/quicktime");
        assert_eq!(of("clip", b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"), "video/webm");
        assert_eq!(of("x", b"RIFF\x10\0\0\0WEBPVP8 "), "image/webp");
        let ods =
            [b"PK\x03\x04".as_slice(), &[0; 26], b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"];
        assert_eq!(of("list", &ods.concat()), ODS);
    }

    #[test]
    fn the_ending_decides_among_archives_and_texts() {
        let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(of("List.XLSX", b"PK\x03\x04"), xlsx);
        assert_eq!(of("list.zip", b"PK\x03\x04"), "application/octet-stream");
        assert_eq!(of("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/vnd.ms-excel");
        assert_eq!(of("list.parquet", b"PAR1"), "application/vnd.apache.parquet");
        assert_eq!(of("list.csv", b""), "text/csv");
        assert_eq!(of("list.json", b"{"), "application/json");
        assert_eq!(of("list.jsonl", b"{}"), "application/jsonl");
    }

    #[test]
    fn an_ending_does_not_make_a_spreadsheet() {
        assert_eq!(of("list.xlsx", b"name,age"), "application/octet-stream");
        assert_eq!(of("csv", b"name,age"), "application/octet-stream");
        assert_eq!(of("", b""), "application/octet-stream");
    }
}
